export { startRedis, type RedisOptions, type SandboxRedis } from './server';
