import { StatefulService } from "../../../components/workloads";
import { fact, image, main, placeIn, type Requirement } from "./requirement";

const command = ["docker-entrypoint.sh"];
const args = ["postgres", "-c", "max_connections=200"];

export const ownCommand: Requirement = {
  number: 15,
  asks: "another command and arguments than the image's",
  program: (cluster) => {
    new StatefulService("database", {
      ...placeIn(cluster, "command"),
      image: image("postgres"),
      command,
      args,
      workingDir: "/var/lib/postgresql",
      ports: { postgres: 5432 },
      security: { runAsUser: 999, fsGroup: 999 },
      volumeClaims: { data: { size: "1Gi", mountPath: "/var/lib/postgresql" } },
      volumes: { sockets: { mountPath: "/var/run/postgresql" } },
    });
  },
  facts: [
    fact("StatefulSet/database", main("command"), command),
    fact("StatefulSet/database", main("args"), args),
    fact("StatefulSet/database", main("workingDir"), "/var/lib/postgresql"),
  ],
};
