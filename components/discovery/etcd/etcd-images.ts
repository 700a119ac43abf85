import { catalogue } from "../../core";

/** etcd's own image, which has `etcd`, `etcdctl` and `etcdutl` and no shell. */
export const etcdImage = `gcr.io/etcd-development/etcd:${catalogue.etcd.version}`;
/** AWS's own command line, which carries snapshots to a bucket. */
export const awsCliImage = `public.ecr.aws/aws-cli/aws-cli:${catalogue.awsCli.version}`;
