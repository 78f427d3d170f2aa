export type BrokerPlan = {
  readonly dataDirectory: string;
  readonly clientPort: number;
  readonly controllerPort: number;
  readonly adminPassword: string;
};

/** The one user of the broker that is no SCRAM user: it is in the broker's own configuration, so it is there before any other. */
export const ADMIN_USER = 'admin';

/**
 * One node that is broker and controller. Everything listens on loopback, and nobody is let in without a password, the broker
 * itself included: other users of the machine can reach loopback too.
 */
export function serverProperties(plan: BrokerPlan): string {
  const login =
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `username="${ADMIN_USER}" password="${plan.adminPassword}" ` +
    `user_${ADMIN_USER}="${plan.adminPassword}";`;
  const listeners = `CLIENT://127.0.0.1:${plan.clientPort},CONTROLLER://127.0.0.1:${plan.controllerPort}`;
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${plan.controllerPort}`,
    `listeners=${listeners}`,
    `advertised.listeners=${listeners}`,
    'listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
    'inter.broker.listener.name=CLIENT',
    'controller.listener.names=CONTROLLER',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol=PLAIN',
    'sasl.mechanism.controller.protocol=PLAIN',
    `listener.name.client.plain.sasl.jaas.config=${login}`,
    'listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'listener.name.controller.sasl.enabled.mechanisms=PLAIN',
    `listener.name.controller.plain.sasl.jaas.config=${login}`,
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    `super.users=User:${ADMIN_USER}`,
    'allow.everyone.if.no.acl.found=false',
    'auto.create.topics.enable=false',
    ...ONE_NODE,
    ...SMALL,
    `log.dirs=${plan.dataDirectory.replaceAll('\\', '/')}`,
    '',
  ].join('\n');
}

/** A broker that was killed may not register again before its old session has ended: after 3 s, not the default 9. */
const ANEW_SOON = ['broker.session.timeout.ms=3000', 'broker.heartbeat.interval.ms=500'] as const;

const ONE_NODE = [
  'default.replication.factor=1',
  'offsets.topic.replication.factor=1',
  'offsets.topic.num.partitions=1',
  'transaction.state.log.replication.factor=1',
  'transaction.state.log.min.isr=1',
  'transaction.state.log.num.partitions=1',
  'share.coordinator.state.topic.replication.factor=1',
  'share.coordinator.state.topic.min.isr=1',
  'group.initial.rebalance.delay.ms=0',
  ...ANEW_SOON,
] as const;

/** Deleted topics leave the disk at once, not after a minute. The default dedupe buffer alone, 128 MB, would eat the heap. */
const SMALL = [
  'log.segment.delete.delay.ms=0',
  'log.cleaner.dedupe.buffer.size=4194304',
  'num.network.threads=1',
  'num.io.threads=2',
] as const;
