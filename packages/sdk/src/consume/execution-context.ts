/** What a consumer asks of its execution environment; a Lambda's context has it. */
export type ExecutionContext = { readonly getRemainingTimeInMillis: () => number };
