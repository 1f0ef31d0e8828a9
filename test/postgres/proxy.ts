import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to the next COMMIT that passes. */
export type CommitFault =
	/** The server gets it, but its answer never arrives. */
	| 'answerLost'
	/** The server never gets it. */
	| 'requestLost';

/** Stands between ledger and server, and cuts the connection around a COMMIT when told to. */
export class CuttingProxy {
	/** How often it has cut. */
	cuts = 0;
	private fault: CommitFault | undefined;
	private readonly sockets = new Set<Socket>();
	private readonly server: Server;

	private constructor(private readonly target: number) {
		this.server = createServer((client) => this.join(client));
	}

	static async open(target: number): Promise<CuttingProxy> {
		const proxy = new CuttingProxy(target);
		await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
		return proxy;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	cutNextCommit(fault: CommitFault): void {
		this.fault = fault;
	}

	async close(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private join(client: Socket): void {
		const server = connect(this.target, '127.0.0.1');
		for (const socket of [client, server]) {
			this.sockets.add(socket);
			socket.on('error', () => undefined);
			socket.on('close', () => {
				client.destroy();
				server.destroy();
			});
		}
		server.on('data', (chunk) => client.write(chunk));
		client.on('data', (chunk: Buffer) => {
			if (this.fault === undefined || !chunk.includes('COMMIT\0')) {
				server.write(chunk);
				return;
			}
			const { fault } = this;
			this.fault = undefined;
			this.cuts += 1;
			if (fault === 'requestLost') {
				client.destroy();
				return;
			}
			server.removeAllListeners('data');
			server.once('data', () => client.destroy());
			server.write(chunk);
		});
	}
}
