export {
  ConsumerRig,
  type RigEvent,
  type RigLine,
  type RigOptions,
  rigEventId,
} from './consumer-rig.ts';
export { PROBE_TYPE, plainRecord, sealedRecord, type WrittenEvent } from './event-record.ts';
export { MortalProcess } from './mortal-process.ts';
