export { activityTally } from './activity-tally.ts';
