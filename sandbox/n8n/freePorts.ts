import { createServer, type Server } from 'node:net';

async function listen(): Promise<Server> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return server;
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('A port was expected.');
	return address.port;
}

/**
 * Free loopback ports, all different: they are held together until all are known. Another process
 * can still take one before it is used, which the caller sees as a failed start.
 */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, listen));
	const ports = servers.map(portOf);
	await Promise.all(
		servers.map(async (server) => await new Promise<void>((done) => server.close(() => done()))),
	);
	return ports;
}
