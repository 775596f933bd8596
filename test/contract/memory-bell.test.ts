import { createMemoryBell } from '../../src/jobs/memory-bell.ts';
import { describeBell } from './bell-contract.ts';

describeBell('the bell of one process', async (clock) => ({ bell: createMemoryBell(clock), close: async () => {} }));
