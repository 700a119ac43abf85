/** In a URL, whatever is before its host; also a password with a slash, by which it is no URL any more. */
const inUrl = /([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#\s]*@|[^/?#\s@:]*:(?!\d+(?:[/?#\s]|$))\S*@)/gi;
/** The same before a host without a scheme. The digest of an image is none. */
const atStart = /(^|[\s"'])[^\s/@:"']+:(?!\/\/)[^\s@"']+@(?!sha\d+:)(?=[a-z0-9[])/gi;

const hidden = "(user and password)@";

/** The same text without what addresses in it have before their host: to be shown, or logged. */
export function withoutCredentials(text: string): string {
  return text.replace(inUrl, `$1${hidden}`).replace(atStart, `$1${hidden}`);
}
