import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../command";

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of the test's own, which nobody else trusts, and what it has signed. */
export class Authority {
  private constructor(
    private readonly folder: string,
    /** Its certificate. */
    readonly certificate: string,
  ) {}

  /** File with its certificate. */
  get file(): string {
    return path.join(this.folder, "authority.crt");
  }

  static async make(folder: string): Promise<Authority> {
    mkdirSync(folder, { recursive: true });
    const files = ["-keyout", path.join(folder, "authority.key"), "-out", path.join(folder, "authority.crt")];
    await openssl("req", "-x509", "-newkey", "ec", ...curve, "-nodes", "-days", "1", "-subj", "/CN=test", ...files);
    return new Authority(folder, readFileSync(path.join(folder, "authority.crt"), "utf8"));
  }

  async sign(host: string): Promise<Certificate> {
    const file = (ending: string): string => path.join(this.folder, `${host.replace("*", "any")}.${ending}`);
    writeFileSync(file("extensions"), `subjectAltName=DNS:${host}\n`);
    const request = ["-subj", `/CN=${host}`, "-keyout", file("key"), "-out", file("csr")];
    await openssl("req", "-newkey", "ec", ...curve, "-nodes", ...request);
    const authority = ["-CA", this.file, "-CAkey", path.join(this.folder, "authority.key"), "-CAcreateserial"];
    const signed = ["-days", "1", "-extfile", file("extensions"), "-out", file("crt")];
    await openssl("x509", "-req", "-in", file("csr"), ...authority, ...signed);
    return { certificate: readFileSync(file("crt"), "utf8"), key: readFileSync(file("key"), "utf8") };
  }
}

const curve = ["-pkeyopt", "ec_paramgen_curve:prime256v1"];

async function openssl(...args: readonly string[]): Promise<void> {
  const { status, stderr } = await run("openssl", args);
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
}
