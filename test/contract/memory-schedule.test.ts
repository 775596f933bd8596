import { startMemorySchedule } from '../../src/jobs/memory-schedule.ts';
import { systemClock } from '../../src/system-ports.ts';
import { describeSchedule } from './schedule-contract.ts';

describeSchedule('the schedule of a process that is alone', async (work) => startMemorySchedule(work, systemClock));
