/** Credentials of a test: kept in memory, decrypted the way n8n's own helper does it. */
import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeTypes,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** What n8n's own OAuth2 base credential contributes, as far as a request needs it. */
const OAUTH2_BASE: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		['grantType', 'authorizationCode'],
		['authUrl', ''],
		['accessTokenUrl', ''],
		['clientId', ''],
		['clientSecret', ''],
		['scope', ''],
		['authQueryParameters', ''],
		['authentication', 'header'],
	].map(([name, value]) => ({ displayName: name, name, type: 'string', default: value })),
};

const EVALUATOR: INode = {
	id: 'evaluator',
	name: '',
	type: 'evaluator',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const EVALUATOR_TYPES: INodeTypes = {
	getByName: () => {
		throw new Error('not used');
	},
	getByNameAndVersion: () => ({
		description: {
			displayName: 'Evaluator',
			name: 'evaluator',
			group: [],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: [],
			properties: [],
		},
	}),
	getKnownTypes: () => ({}),
};

export interface StoredCredential {
	id: string;
	type: string;
	name: string;
	data: ICredentialDataDecryptedObject;
}

/** n8n's credential store and helper, in memory. */
export class TestCredentials extends ICredentialsHelper {
	private readonly stored = new Map<string, StoredCredential>();
	/** Runs before renewed fields are stored, for example to fail as a database does. */
	beforeStoring: (() => Promise<void>) | undefined;
	private readonly types = new Map<string, ICredentialType>([[OAUTH2_BASE.name, OAUTH2_BASE]]);

	constructor(types: ICredentialType[]) {
		super();
		for (const type of types) this.types.set(type.name, type);
	}

	/** Adds or replaces a credential. */
	put(credential: StoredCredential): void {
		this.stored.set(credential.id, credential);
	}

	/** The stored data, as it stands now. */
	read(id: string): ICredentialDataDecryptedObject {
		return this.entity({ id, name: id }).data;
	}

	getParentTypes(name: string): string[] {
		const parents = this.typeOf(name).extends ?? [];
		return parents.concat(parents.flatMap((parent) => this.getParentTypes(parent)));
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeOf(typeName);
		if (typeof authenticate === 'function') {
			return await authenticate(credentials, requestOptions as IHttpRequestOptions);
		}
		return requestOptions as IHttpRequestOptions;
	}

	/** As n8n's own helper (2.41): no lock, stored before use, all fields of the answer. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node?: INode,
		credentialsExpired = false,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.typeOf(typeName).properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		);
		if (expirable === undefined) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const output = await this.runPreAuthentication(helpers, credentials, typeName);
		const details = node?.credentials?.[typeName];
		if (output?.[expirable.name] === undefined || details === undefined) return undefined;
		await this.beforeStoring?.();
		await this.updateCredentials(details, typeName, { ...this.read(details.id ?? ''), ...output });
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.typeOf(typeName);
		return preAuthentication === undefined
			? undefined
			: ((await preAuthentication.call(helpers, credentials)) as ICredentialDataDecryptedObject);
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('the test helper decrypts directly; nothing here asks for encrypted data');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		_mode: unknown,
		_executeData?: unknown,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const { data } = this.entity(details);
		if (raw === true) return structuredClone(data);
		const withDefaults = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			structuredClone(data) as never,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		if (data.oauthTokenData !== undefined)
			withDefaults.oauthTokenData = structuredClone(data.oauthTokenData);
		const evaluator = new Workflow({
			nodes: [EVALUATOR],
			connections: {},
			active: false,
			nodeTypes: EVALUATOR_TYPES,
		});
		await evaluator.expression.acquireIsolate();
		try {
			return evaluator.expression.getComplexParameterValue(
				EVALUATOR,
				withDefaults as never,
				'internal',
				{},
				undefined,
				undefined,
				withDefaults as never,
			) as unknown as ICredentialDataDecryptedObject;
		} finally {
			await evaluator.expression.releaseIsolate();
		}
	}

	async updateCredentials(
		details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.entity(details).data = structuredClone(data);
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		// n8n keeps what the callback brought beside the new tokens.
		const entity = this.entity(details);
		const before = (entity.data.oauthTokenData ?? {}) as IDataObject;
		const after = (data.oauthTokenData ?? {}) as IDataObject;
		entity.data = {
			...entity.data,
			oauthTokenData: structuredClone({ ...before, ...after }) as never,
		};
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		const combined: INodeProperties[] = [];
		const credentialType = this.typeOf(type);
		for (const parent of credentialType.extends ?? []) {
			NodeHelpers.mergeNodeProperties(combined, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(combined, credentialType.properties);
		return combined;
	}

	private entity(details: INodeCredentialsDetails): StoredCredential {
		const credential = this.stored.get(details.id ?? '');
		if (credential === undefined) throw new Error(`The test has no credential "${details.id}".`);
		return credential;
	}

	private typeOf(name: string): ICredentialType {
		const type = this.types.get(name);
		if (type === undefined) throw new Error(`The test knows no credential type "${name}".`);
		return type;
	}
}
