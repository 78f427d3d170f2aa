/** What one thread received. */
export function receivedFile(thread: number): string {
  return `received-${thread}.ndjson`;
}

export function isReceivedFile(name: string): boolean {
  return /^received-\d+\.ndjson$/.test(name);
}
