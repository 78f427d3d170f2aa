import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KafkaArnInvalid } from './errors.ts';
import { clusterArn, groupArn, parseKafkaArn, topicArn, transactionalIdArn } from './kafka-arn.ts';

const CELL = {
  region: 'eu-central-1',
  account: '111122223333',
  name: 'cell-1',
  uuid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-s3',
};
const BASE = 'arn:aws:kafka:eu-central-1:111122223333';
const PATH = 'cell-1/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-s3';

const NAMED = [
  ['topic', topicArn],
  ['group', groupArn],
  ['transactional-id', transactionalIdArn],
] as const;

describe('an ARN of Kafka', () => {
  test('pins name and UUID of the cluster', () => {
    expect(clusterArn(CELL)).toBe(`${BASE}:cluster/${PATH}`);
    expect(topicArn(CELL, 'acme.*')).toBe(`${BASE}:topic/${PATH}/acme.*`);
    expect(groupArn(CELL, 'acme.*')).toBe(`${BASE}:group/${PATH}/acme.*`);
    expect(transactionalIdArn(CELL, 'x')).toBe(`${BASE}:transactional-id/${PATH}/x`);
  });

  test('of a cluster is read back', () => {
    expect(parseKafkaArn(clusterArn(CELL))).toEqual({ kind: 'cluster', cluster: CELL });
  });

  test.each(NAMED)('of a %s is read back, whatever its name', (kind, arn) => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(parseKafkaArn(arn(CELL, name))).toEqual({ kind, cluster: CELL, name });
      }),
    );
  });

  test.each([
    '',
    'acme.orders',
    'arn:aws:s3:::bucket/cell-1/u-1',
    `${BASE}:cluster/cell-1`,
    `${BASE}:cluster/${PATH}/more`,
    `${BASE}:cluster//u-1`,
    `${BASE}:topic/${PATH}`,
    `${BASE}:topic/${PATH}/`,
    `${BASE}:vpc-connection/${PATH}/x`,
    `arn:aws:kafka::111122223333:topic/${PATH}/acme.orders`,
    ` ${BASE}:cluster/${PATH}`,
    `${BASE}:cluster/${PATH}\n`,
  ])('is not %j', (text) => {
    expect(() => parseKafkaArn(text)).toThrow(KafkaArnInvalid);
  });
});
