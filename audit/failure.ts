import type { AuditAction } from "./actions";

/** Why AWS could not be asked, told so that it can be mended. */
export interface Failure {
  readonly message: string;
  readonly fix: string;
}

/** An audit that did not come to an end. It says nothing about what is left, not even in part. */
export class AuditError extends Error {
  override readonly name = "AuditError";

  constructor(readonly failures: readonly Failure[]) {
    const told = failures.map(({ message, fix }) => `${message}\n  fix: ${fix}`);
    super([...new Set(told), "The audit is not complete: nothing is known about what is left."].join("\n"));
  }
}

/**
 * Asks AWS one thing.
 * @throws AuditError if there is no answer
 */
export async function ask<Answer>(action: AuditAction, question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    throw new AuditError([explain(action, error)]);
  }
}

/**
 * The answers to several questions, all of which are awaited.
 * @throws AuditError with everything that failed, so that a policy can be mended at once
 */
export async function all<const Questions extends readonly Promise<unknown>[]>(
  questions: Questions,
): Promise<{ -readonly [Key in keyof Questions]: Awaited<Questions[Key]> }> {
  const settled = await Promise.allSettled(questions);
  const failures = settled.flatMap((one) => {
    if (one.status === "fulfilled") return [];
    if (one.reason instanceof AuditError) return one.reason.failures;
    throw one.reason;
  });
  if (failures.length > 0) throw new AuditError(failures);
  return Promise.all(questions);
}

const expired = "sign in again (aws sso login), or set new credentials, and run the audit again";

/** What the names mean that the SDK and the services give to errors. */
const known: Readonly<Record<string, (action: AuditAction) => Failure>> = {
  CredentialsProviderError: () => ({
    message: "no AWS credentials were found",
    fix: "set AWS_PROFILE, or sign in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  }),
  AbortError: () => ({
    message: "AWS did not answer everything in time",
    fix: "look at the network, or give the audit longer: --timeout SECONDS",
  }),
  ExpiredToken: () => ({ message: "the AWS credentials have expired", fix: expired }),
  InvalidClientTokenId: () => ({ message: "AWS does not know these credentials", fix: expired }),
  AccessDenied: (action) =>
    action === "sts:AssumeRole"
      ? {
          message: "the role of the configuration may not be assumed with these credentials",
          fix: "let its trust policy name whose credentials these are, or pass another role: --role ARN, or --role none",
        }
      : {
          message: `the credentials lack the permission ${action}`,
          fix: `allow ${action}: the policy of the audit is in docs/aws.md`,
        },
};

/** Services have names of their own for the same errors. */
const aliases: Readonly<Record<string, string>> = {
  ExpiredTokenException: "ExpiredToken",
  RequestExpired: "ExpiredToken",
  TokenRefreshRequired: "ExpiredToken",
  UnrecognizedClientException: "InvalidClientTokenId",
  AuthFailure: "InvalidClientTokenId",
  SignatureDoesNotMatch: "InvalidClientTokenId",
  InvalidSignatureException: "InvalidClientTokenId",
  AccessDeniedException: "AccessDenied",
  UnauthorizedOperation: "AccessDenied",
  TimeoutError: "AbortError",
};

/** Tells an error of the SDK in plain words. */
export function explain(action: AuditAction, error: unknown): Failure {
  const { name, message, code } = partsOf(error);
  const told = known[aliases[name] ?? name]?.(action);
  if (told !== undefined) return told;
  if (["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "ETIMEDOUT"].includes(code)) {
    return {
      message: `AWS cannot be reached for ${action}: ${message === "" ? code : message}`,
      fix: "look at the network and at the region's name; AWS_ENDPOINT_URL must be empty unless another endpoint is meant",
    };
  }
  return {
    message: `${action} failed: ${name}: ${message}`,
    fix: "run the audit again; if it stays, look up the error",
  };
}

function partsOf(error: unknown): { name: string; message: string; code: string } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: "" };
  const code = "code" in error ? String(error.code) : "";
  return { name: error.name, message: error.message, code };
}

/** Whether a service says that what was asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(ResourceNotFound|NotFound|NoSuchEntity)(Exception)?$/.test(error.name);
}
