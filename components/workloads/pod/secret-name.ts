/** Ends of names whose value is the secret itself; `…_FILE`, `…_PATH`, `…_URL` and `…_NAME` lead to one, or describe it. */
const secretWords =
  /(PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD)$|(^|_)(SECRET|TOKEN|CREDENTIALS?|(API|PRIVATE|SECRET|ACCESS|ENCRYPTION|SIGNING)_?KEY|SECRET_KEY_BASE)$/;

/** Names that end so, and whose value is by convention a path. */
const pathNames: readonly string[] = ["GOOGLE_APPLICATION_CREDENTIALS"];

/**
 * Whether a value by this name is probably a secret: of a variable (`DB_PASSWORD`), a key (`client-secret`) or a property (`apiKey`).
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[.-]/g, "_")
    .toUpperCase();
  return secretWords.test(words) && !pathNames.includes(words);
}

/** Texts that switch something, and so are no secret whatever the name. */
const switches = /^(true|false|yes|no|on|off|enabled?|disabled?|none)$/i;

/** Whether a text is none that a secret could be: empty, or a switch. */
export function isNoSecret(text: string): boolean {
  return text === "" || switches.test(text);
}

/**
 * The password of a URL, such as of `amqp://user:password@host`. A place that another program fills in is none: `$(NAME)`, `${NAME}`, `$NAME`,
 * `{{ name }}`, `{name}`, `<password>`, `%s`, `***`.
 */
const passwordInUrl = /:\/\/[^\s/?#@:"']*:(?![${<*]|%[s(])(?:(?!\$[({]|\{\{)[^\s/?#@"'])+@/;

const privateKey = /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----/;

/** The secret that a text holds whatever its name; undefined where none is seen. */
export function secretWithin(text: string): string | undefined {
  if (privateKey.test(text)) return "a private key";
  return passwordInUrl.test(text) ? "a password in a URL" : undefined;
}
