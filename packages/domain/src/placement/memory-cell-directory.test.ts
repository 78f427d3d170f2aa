import { ManualClock } from '@tributary/kernel/testing';
import { describe } from 'vitest';
import { cellDirectoryContract } from './cell-directory.contract.ts';
import { MemoryCellDirectory } from './memory-cell-directory.ts';

describe('MemoryCellDirectory', () => {
  cellDirectoryContract(async () => {
    const clock = new ManualClock();
    return { cells: new MemoryCellDirectory(clock), clock };
  });
});
