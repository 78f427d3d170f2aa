import { CANARY_TENANT, type TenantId, tenantId } from '@tributary/domain/tenancy';
import {
  CONTROL_TOPIC,
  type GroupName,
  groupName,
  POOL,
  streamName,
  type TopicName,
  type TopicOwner,
  topicName,
} from '@tributary/domain/topics';

/** A name that this adapter stored, the platform's own among them, which a caller may not give. */
export function storedTenant(text: string): TenantId {
  return text === CANARY_TENANT ? CANARY_TENANT : tenantId(text);
}

export function storedTopic(text: string): TopicName {
  if (text === CONTROL_TOPIC) {
    return CONTROL_TOPIC;
  }
  const [owner = '', stream] = text.split('.');
  return topicName(storedOwner(owner), streamName(stream));
}

export function storedGroup(text: string): GroupName {
  const [owner = '', stream, consumer = '', epoch] = text.split('.');
  return groupName({
    owner: storedOwner(owner),
    stream: streamName(stream),
    consumer,
    epoch: Number(epoch),
  });
}

function storedOwner(text: string): TopicOwner {
  return text === POOL ? POOL : storedTenant(text);
}
