export { JumpingClock } from './jumping-clock.ts';
export { failing, overriding } from './overriding.ts';
export { CELL, ProvisioningRig } from './provisioning-rig.ts';
export { SimulatedConsumers } from './simulated-consumers.ts';
export { testCatalogue } from './test-catalogue.ts';
export { ACME, ERASURE, erased, LABS, ORDERS, run, twoTenants } from './two-tenants.ts';
