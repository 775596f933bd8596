import { MemoryAuthorizationStore, MemoryConnectionStore } from '../../src/oauth-proxy/memory-stores.ts';
import { authorizationStoreContract } from './authorization-store-contract.ts';
import { connectionStoreContract } from './connection-store-contract.ts';

connectionStoreContract('memory', async (clock) => new MemoryConnectionStore(clock));
authorizationStoreContract('memory', async (clock) => new MemoryAuthorizationStore(clock));
