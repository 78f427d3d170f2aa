import { cellDirectoryContract } from '@tributary/domain/placement/cell-directory.contract';
import { opened } from './testing/temporary-state.ts';

cellDirectoryContract(async () => {
  const { embedded, clock } = await opened();
  return { cells: embedded.cells, clock };
});
