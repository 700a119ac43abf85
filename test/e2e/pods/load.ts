import { ask, type Speaker } from "./http";

/** What became of the requests of a load. */
export interface Tally {
  readonly answered: number;
  /** How many requests ended without an answer of status 200, by what they ended with. */
  readonly lost: Readonly<Record<string, number>>;
  /** Answers by the version that gave them. */
  readonly versions: Readonly<Record<string, number>>;
}

/**
 * Clients that send one request after the other, each on a new connection. The requests take a while, so that at any moment
 * there are about as many in flight as there are clients: a server that leaves without a word loses its share of them.
 */
export class Load {
  private readonly stopping = new AbortController();
  private readonly clients: readonly Promise<void>[];
  private answered = 0;
  private readonly lost: Record<string, number> = {};
  private readonly versions: Record<string, number> = {};

  /** Starts at once. */
  constructor(
    private readonly url: string,
    clients = 16,
    private readonly secondsEach = 0.05,
  ) {
    this.clients = Array.from({ length: clients }, () => this.sendUntilStopped());
  }

  /** How many requests a version has answered so far. */
  answeredBy(version: string): number {
    return this.versions[version] ?? 0;
  }

  /** Lets the requests that are under way come to their end. */
  async stop(): Promise<Tally> {
    this.stopping.abort();
    await Promise.all(this.clients);
    return { answered: this.answered, lost: this.lost, versions: this.versions };
  }

  private async sendUntilStopped(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const answer = await ask(`${this.url}/slow?seconds=${this.secondsEach}`);
      if (answer.status === 200) {
        this.answered += 1;
        count(this.versions, (JSON.parse(answer.body) as Speaker).version);
      } else {
        count(this.lost, answer.status === undefined ? answer.failure : String(answer.status));
      }
    }
  }
}

function count(tally: Record<string, number>, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}
