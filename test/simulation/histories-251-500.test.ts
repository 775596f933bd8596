import { describeHistories } from './describe-histories.ts';

describeHistories(251, 500);
