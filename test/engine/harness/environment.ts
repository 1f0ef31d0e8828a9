/** Settings n8n-core reads while it loads: an own, empty home. Import this before anything of n8n-core. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = mkdtempSync(join(tmpdir(), 'qba-engine-'));
process.env.N8N_USER_FOLDER = home;
const clearUp = () => rmSync(home, { recursive: true, force: true });
// Benchmarks use the engine outside of Jest.
if (typeof afterAll === 'function') afterAll(clearUp);
else process.once('exit', clearUp);
process.env.N8N_ENCRYPTION_KEY = 'a key for tests only';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'false';
process.env.N8N_LOG_LEVEL = 'error';
