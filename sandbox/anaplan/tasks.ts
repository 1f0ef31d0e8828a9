/**
 * The tasks of one model. Help "Check model status", "Monitor the import tasks": imports and
 * processes take the model for themselves, so one task runs and the others wait in NOT_STARTED.
 * Nothing ticks by itself: states are worked out from the simulator's clock when somebody looks.
 */
import type { SimClock } from '../common/clock';

export type TaskState = 'NOT_STARTED' | 'IN_PROGRESS' | 'COMPLETE' | 'CANCELLING' | 'CANCELLED';

/** All in milliseconds of the simulator's clock; may be changed at any time for new tasks. */
export interface TaskTiming {
	/** How long a task stays NOT_STARTED in an idle model. */
	queueMs: number;
	/** How long one import, export or action runs; a process takes this for each of its steps. */
	runMs: number;
	/** How long a running task takes to be cancelled. */
	cancelMs: number;
	/** How long a closed model takes to open. */
	openMs: number;
}

export function defaultTiming(): TaskTiming {
	return { queueMs: 20, runMs: 200, cancelMs: 50, openMs: 100 };
}

/** A detail as the API shows it. */
export interface WireDetail {
	localMessageText: string;
	occurrences: number;
	type: string;
	values: string[] | null;
}

export interface StepResult {
	objectId: string;
	objectName?: string;
	successful: boolean;
	failureDumpAvailable: boolean;
	details: WireDetail[];
	startedAt: number;
	durationMs: number;
}

export interface Task {
	readonly id: string;
	readonly kind: 'imports' | 'exports' | 'actions' | 'processes';
	/** Id of what was started. */
	readonly parentId: string;
	readonly userId: string;
	readonly createdAt: number;
	/** What runs, in order; one step for a task that is no process. */
	readonly steps: readonly string[];
	/** Answers to prompts by what is asked for, for example `Version`. */
	readonly answers: ReadonlyMap<string, string>;
	/** True: a step that fails as a whole ends the process. */
	readonly stopsOnFailure: boolean;
	readonly stepMs: number;
	readonly queueMs: number;
	readonly cancelMs: number;
	state: TaskState;
	startedAt?: number;
	cancelAskedAt?: number;
	cancelledBy?: string;
	readonly results: StepResult[];
}

export type StepRunner = (
	task: Task,
	stepId: string,
) => Omit<StepResult, 'startedAt' | 'durationMs'>;

export class TaskQueue {
	private readonly tasks: Task[] = [];
	/** When the model became free. */
	private freeSince = 0;

	constructor(
		private readonly clock: SimClock,
		private readonly runStep: StepRunner,
	) {}

	submit(
		task: Pick<
			Task,
			'id' | 'kind' | 'parentId' | 'userId' | 'steps' | 'answers' | 'stopsOnFailure'
		>,
		timing: TaskTiming,
	): Task {
		this.settle();
		const added: Task = {
			...task,
			createdAt: this.clock.now(),
			stepMs: timing.runMs,
			queueMs: timing.queueMs,
			cancelMs: timing.cancelMs,
			state: 'NOT_STARTED',
			results: [],
		};
		this.tasks.push(added);
		return added;
	}

	/** Newest first, as the service lists them. */
	of(kind: Task['kind'], parentId: string): Task[] {
		this.settle();
		return this.tasks.filter((task) => task.kind === kind && task.parentId === parentId).reverse();
	}

	find(kind: Task['kind'], parentId: string, id: string): Task | undefined {
		return this.of(kind, parentId).find((task) => task.id === id);
	}

	/** Tasks that wait or run. */
	unfinished(): Task[] {
		this.settle();
		return this.tasks.filter((task) => !isOver(task));
	}

	/** The task that holds the model now. */
	running(): Task | undefined {
		return this.unfinished().find((task) => task.startedAt !== undefined);
	}

	/** Asks for a task's end: a waiting one is cancelled at once, a finished one stays as it is. */
	cancel(task: Task, userId: string): void {
		this.settle();
		if (isOver(task) || task.cancelAskedAt !== undefined) {
			return;
		}
		task.cancelledBy = userId;
		task.cancelAskedAt = this.clock.now();
		task.state = task.startedAt === undefined ? 'CANCELLED' : 'CANCELLING';
	}

	/** Share of the work done, 0 to 1. */
	progress(task: Task): number {
		if (isOver(task)) {
			return 1;
		}
		if (task.startedAt === undefined) {
			return 0;
		}
		const whole = Math.max(1, task.stepMs * task.steps.length);
		return Math.min(0.99, Math.max(0, this.clock.now() - task.startedAt) / whole);
	}

	/** Brings every task to where the clock says it is, in the order they were started. */
	settle(): void {
		const now = this.clock.now();
		for (const task of this.tasks) {
			if (!isOver(task) && !this.advance(task, now)) {
				return;
			}
		}
	}

	/** True when the task is over and the next one may begin. */
	private advance(task: Task, now: number): boolean {
		if (task.startedAt === undefined) {
			const start = Math.max(task.createdAt + task.queueMs, this.freeSince);
			if (now < start) {
				return false;
			}
			task.startedAt = start;
			task.state = 'IN_PROGRESS';
		}
		const cancelAt = task.cancelAskedAt ?? Number.POSITIVE_INFINITY;
		while (!ranThrough(task)) {
			const stepStart = task.startedAt + task.results.length * task.stepMs;
			const stepEnd = stepStart + task.stepMs;
			if (stepEnd > now || stepEnd > cancelAt) {
				break;
			}
			task.results.push({
				...this.runStep(task, task.steps[task.results.length]),
				startedAt: stepStart,
				durationMs: task.stepMs,
			});
		}
		if (ranThrough(task)) {
			task.state = 'COMPLETE';
			this.freeSince = task.startedAt + task.results.length * task.stepMs;
			return true;
		}
		if (now >= cancelAt + task.cancelMs) {
			task.state = 'CANCELLED';
			this.freeSince = cancelAt + task.cancelMs;
			return true;
		}
		return false;
	}
}

function ranThrough({ results, steps, stopsOnFailure }: Task): boolean {
	return (
		results.length === steps.length ||
		(stopsOnFailure && results.some((result) => !result.successful))
	);
}

export function isOver(task: Task): boolean {
	return task.state === 'COMPLETE' || task.state === 'CANCELLED';
}
