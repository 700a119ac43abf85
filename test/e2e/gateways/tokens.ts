import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { Certificate } from "./certificates";
import type { Endpoint } from "./static-configuration";

/** Who issues tokens, in place of a provider of identities. */
export class Issuer {
  readonly url = "https://login.example.com/";
  readonly keysUrl = "https://login.example.com/jwks.json";
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #server: Server | undefined;

  /** Serves the keys that tokens are signed with, by HTTPS. */
  async serve({ certificate, key }: Certificate): Promise<Endpoint> {
    const keys = [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: "first", use: "sig", alg: "ES256" }];
    const server = createServer({ cert: certificate, key }, (request, response) => {
      response.writeHead(request.url === "/jwks.json" ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify({ keys }));
    });
    this.#server = server;
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("the issuer does not listen");
    return { host: "127.0.0.1", port: address.port };
  }

  /** A token for an hour, with these claims in place of or besides its own. */
  token(claims: Readonly<Record<string, unknown>> = {}, key: KeyObject = this.#keys.privateKey): string {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: this.url, aud: "shop", sub: "ann", iat: now, exp: now + 3600, ...claims };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "ES256", typ: "JWT", kid: "first" })}.${part(payload)}`;
    const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** A key that the issuer has not. */
export function foreignKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

/** A line of `.htpasswd`. */
export function passwordLine(name: string, password: string): string {
  return `${name}:{SHA}${createHash("sha1").update(password).digest("base64")}`;
}
