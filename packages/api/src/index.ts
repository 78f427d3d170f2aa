export type { ApiPorts } from './api-ports.ts';
export { createApi } from './create-api.ts';
