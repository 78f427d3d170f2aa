import { CANARY_TENANT } from '@tributary/domain/tenancy';
import {
  CONTROL_TOPIC,
  type GroupName,
  groupName,
  parseTopic,
  streamName,
  type TopicName,
  TopicNameInvalid,
  topicName,
} from '@tributary/domain/topics';

/** A cluster may hold topics that are not the platform's, Kafka's own among them. */
export function topicOn(text: string): TopicName | undefined {
  if (text === CONTROL_TOPIC) {
    return CONTROL_TOPIC;
  }
  try {
    return text.startsWith(CANARY)
      ? topicName(CANARY_TENANT, streamName(text.slice(CANARY.length)))
      : parseTopic(text).topic;
  } catch (cause) {
    if (cause instanceof TopicNameInvalid) {
      return undefined;
    }
    throw cause;
  }
}

/** The platform's own tenant, whose name a caller may not give. */
const CANARY = `${CANARY_TENANT}.`;

const GROUP = /^(?<topic>.+)\.(?<consumer>[a-z0-9-]+)\.(?<epoch>\d+)$/;

export function groupOn(text: string): GroupName | undefined {
  const { topic = '', consumer = '', epoch } = GROUP.exec(text)?.groups ?? {};
  const name = topicOn(topic);
  if (name === undefined || name === CONTROL_TOPIC) {
    return undefined;
  }
  const { owner, stream } = name.startsWith(CANARY)
    ? { owner: CANARY_TENANT, stream: streamName(name.slice(CANARY.length)) }
    : parseTopic(name);
  return groupName({ owner, stream, consumer, epoch: Number(epoch) });
}
