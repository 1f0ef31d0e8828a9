/** What the operations on one file share. */
import type { IExecuteFunctions } from 'n8n-workflow';

import { listImports, type NamedObject } from '../../../../src/anaplan/catalog';
import type { AnaplanClient, ModelRef } from '../../../../src/anaplan/client';
import { findReaders } from '../../../../src/anaplan/fileReaders';
import { openModel } from '../../../../src/anaplan/model';
import { readyModel } from '../../../../src/anaplan/modelReady';
import type { ModelUse } from '../../../../src/anaplan/modelState';
import { findObject } from '../../../../src/anaplan/reference';
import { listObjects } from '../../../../src/anaplan/runnables';
import { DEFAULT_WAIT_MINUTES } from '../../../../src/anaplan/tasks';
import { openAnaplan } from '../../../../src/n8n/anaplan';
import { readModelChoice, readReference } from '../settings';

/** Longest wait for a task that reads the file, and for a busy model. */
const WAIT_MS = DEFAULT_WAIT_MINUTES * 60_000;

const WORDS = {
	noun: 'file',
	whenNone:
		'This model shows no files to this user: upload one by hand in Anaplan once, or have the user given a role.',
	build: 'upload the missing one by hand in Anaplan once',
};

/**
 * Opens the model and finds the file. An unknown one is refused here: Anaplan would make a stray file
 * that no import reads.
 */
export async function openFile(
	context: IExecuteFunctions,
	itemIndex: number,
	use: ModelUse,
): Promise<{ client: AnaplanClient; model: ModelRef; file: NamedObject }> {
	const client = await openAnaplan(context);
	const { modelId, workspaceId } = readModelChoice(context, itemIndex);
	const model = await openModel(client, modelId, workspaceId, use);
	await readyModel(client, model, WAIT_MS, use);
	const reference = readReference(context, 'fileId', itemIndex);
	const files = await listObjects(client, model, 'files');
	return { client, model, file: findObject(files, reference, WORDS, model.modelName) };
}

/** Waits until no task of an import or a process that reads the file is unfinished, and the model is free. */
export async function waitForReaders(
	client: AnaplanClient,
	model: ModelRef,
	file: NamedObject,
): Promise<void> {
	const readers = await findReaders(client, model, await listImports(client, model));
	await readers.waitForQuiet(file.id, WAIT_MS);
	// A task that took the model meanwhile would leave the upload without an answer.
	await readyModel(client, model, WAIT_MS, 'load');
}
