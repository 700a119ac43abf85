import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.grok.Grok;
import org.elasticsearch.grok.GrokBuiltinPatterns;
import org.elasticsearch.grok.PatternBank;

/** Prints what a pattern takes out of a line, a field each, or exits with 1 where it does not match: PATTERN LINE [NAME DEFINITION]… */
public class Match {
  public static void main(String[] args) {
    Map<String, String> own = new HashMap<>();
    for (int at = 2; at + 1 < args.length; at += 2) own.put(args[at], args[at + 1]);
    PatternBank bank = GrokBuiltinPatterns.get(true).extendWith(own);
    Map<String, Object> found = new Grok(bank, args[0], message -> {}).captures(args[1]);
    if (found == null) System.exit(1);
    new TreeMap<>(found).forEach((name, value) -> System.out.println(name + "\t" + value));
  }
}
