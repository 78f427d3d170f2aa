import type { Principal } from './principal.ts';

/** Why the principal may reach what belongs to a tenant, in a sentence for the isolation report. */
export function reasonOf(principal: Principal): string {
  switch (principal.kind) {
    case 'tenant':
      return 'It is the tenant itself.';
    case 'dedicated-consumer':
      return 'It consumes for this tenant alone.';
    case 'shared-consumer':
      return `It consumes stream ${principal.stream} of every tenant; its code keeps tenants apart.`;
    case 'replayer':
      return `It reads stream ${principal.stream} again for the tenant that an operation names.`;
    case 'publisher':
      return `It writes the streams ${principal.streams.join(', ')} on behalf of every tenant.`;
    case 'control-publisher':
      return 'It tells what the control plane did, on a topic of the platform.';
    case 'provisioner':
      return 'It creates the topics of every tenant; it can neither read, write nor delete them.';
    case 'access-admin':
      return 'It writes the roles of tenants, within their boundary.';
    case 'subscriber':
      return 'It looks at topics and groups before it connects a consumer to them.';
    case 'eraser':
      return 'It deletes the topics and groups of a tenant that is erased or was onboarded in vain.';
    case 'operator':
      return 'It sees the names and settings of topics and groups, and no record.';
  }
}
