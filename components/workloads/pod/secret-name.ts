/** Ends of names whose value is the secret itself; `…_FILE`, `…_PATH`, `…_URL` and `…_NAME` lead to one, or describe it. */
const secretWords =
  /(PASSWORD|PASSWD|PASSPHRASE)$|(^|_)(SECRET|TOKEN|CREDENTIALS?|(API|PRIVATE|SECRET|ACCESS|ENCRYPTION|SIGNING)_?KEY|SECRET_KEY_BASE)$/;

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
