import { describe, expect, test } from 'vitest';
import { allow, deny, policy } from './policy.ts';

const TOPIC = 'arn:aws:kafka:eu-central-1:111122223333:topic/cell-1/u-1/acme.*';

describe('a policy', () => {
  test('is the document that IAM takes', () => {
    const document = policy(
      allow('Write', ['kafka-cluster:WriteData'], [TOPIC]),
      deny('Never', ['kms:Decrypt'], ['arn:aws:kms:eu-central-1:111122223333:key/k-1'], {
        StringNotEquals: { 'kms:EncryptionContext:tenantId': ['acme'] },
      }),
    );
    expect(JSON.parse(JSON.stringify(document))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Write',
          Effect: 'Allow',
          Action: ['kafka-cluster:WriteData'],
          Resource: [TOPIC],
        },
        {
          Sid: 'Never',
          Effect: 'Deny',
          Action: ['kms:Decrypt'],
          Resource: ['arn:aws:kms:eu-central-1:111122223333:key/k-1'],
          Condition: { StringNotEquals: { 'kms:EncryptionContext:tenantId': ['acme'] } },
        },
      ],
    });
  });

  test('does not compile when it is empty, unknown or too wide', () => {
    const mistakes = [
      // @ts-expect-error no statement
      policy(),
      // @ts-expect-error no action
      allow('X', [], [TOPIC]),
      // @ts-expect-error no resource
      allow('X', ['kafka-cluster:ReadData'], []),
      // @ts-expect-error an action that Kafka does not have
      allow('X', ['kafka-cluster:ReadDate'], [TOPIC]),
      // @ts-expect-error all actions of Kafka
      allow('X', ['kafka-cluster:*'], [TOPIC]),
      // @ts-expect-error a service that the platform does not use
      allow('X', ['ec2:RunInstances'], [TOPIC]),
      // @ts-expect-error all actions of a service
      allow('X', ['kms:*'], [TOPIC]),
      // @ts-expect-error everything
      allow('X', ['*'], [TOPIC]),
      // @ts-expect-error all resources
      allow('X', ['kafka-cluster:ReadData'], ['*']),
      // @ts-expect-error an operator that IAM does not have
      allow('X', ['kafka-cluster:ReadData'], [TOPIC], { StringIs: { key: ['a'] } }),
      // @ts-expect-error a condition without a value
      allow('X', ['kafka-cluster:ReadData'], [TOPIC], { StringEquals: { key: [] } }),
    ];
    expect(mistakes).toHaveLength(11);
  });
});
