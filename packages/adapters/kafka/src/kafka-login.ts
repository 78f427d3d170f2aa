import { Admin, type BaseOptions, Producer } from '@platformatic/kafka';
import { isLoginRefused } from './vendor-error.ts';

export type KafkaSecurity = {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
};

/** Where a cluster is and as whom to go there; without `security` nobody is asked who they are. */
export type KafkaLogin = {
  readonly bootstrapServers: readonly string[];
  readonly security?: KafkaSecurity;
  /** With encryption, and the certificate of the broker checked against these authorities or those of the system. */
  readonly tls?: { readonly ca?: string };
};

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 25;
const LONGEST_RETRY_MS = 500;
/** With the delays above more than a second, in which a leader moves; the client repeats whole calls of repeated calls besides. */
const RETRIES = 5;

type ClientChange = { readonly retries?: number };

export function loggedInAdmin(login: KafkaLogin, change?: ClientChange): Admin {
  return new Admin(optionsOf(login, change));
}

/**
 * Idempotent. The id -1 asks for a new producer id: the client's own default of 0 names an id that somebody else may have, and
 * brokers that check it refuse.
 */
export function loggedInProducer(login: KafkaLogin): Producer {
  return new Producer({
    ...optionsOf(login),
    idempotent: true,
    producerId: -1n,
    producerEpoch: -1,
    autocreateTopics: false,
  });
}

function optionsOf(login: KafkaLogin, { retries = RETRIES }: ClientChange = {}): BaseOptions {
  return {
    clientId: 'tributary',
    bootstrapBrokers: [...login.bootstrapServers],
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    timeout: REQUEST_TIMEOUT_MS,
    retries,
    retryDelay: (_client, _operation, attempt, _retries, error) =>
      // The client repeats a refused login as if the network had failed; a pause would not make it right.
      isLoginRefused(error) ? 0 : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt),
    ...(login.security === undefined ? {} : { sasl: { ...login.security } }),
    ...(login.tls === undefined ? {} : { tls: { ...login.tls } }),
  };
}
