import type { Problem } from "../core";

const certificateArn = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):[0-9]{12}:certificate\/[0-9a-f-]+$/;

/**
 * What is wrong with the ARN of a certificate of ACM.
 * @param region that it must be in; undefined where that is not known
 */
export function checkRegion(path: Problem["path"], arn: string, region: string | undefined): Problem[] {
  const found = certificateArn.exec(arn)?.[1];
  if (found === undefined) {
    return [
      {
        path,
        message: "this is no ARN of a certificate of ACM",
        found: arn === "" ? '""' : arn,
        allowed: "arn:aws:acm:<region>:<account>:certificate/<id>",
        fix: "copy it from AWS Certificate Manager",
      },
    ];
  }
  if (region === undefined || found === region) return [];
  return [
    {
      path,
      message:
        region === "us-east-1"
          ? "CloudFront takes certificates of us-east-1 alone"
          : "the certificate is in another region than the gateway",
      found: found,
      allowed: region,
      fix: `request the certificate in ${region}, and write its ARN`,
    },
  ];
}
