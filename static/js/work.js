// work.js: the parts that show results. The catalogue is seen without them, so they are loaded a moment later.

import { Camera } from './camera.js';
import { Draw } from './draw.js';
import { Expert } from './expert.js';
import { Garments } from './garments.js';
import { ItemView } from './item.js';
import { Past } from './past.js';
import { Progress } from './progress.js';
import { Refine } from './refine.js';
import { Results } from './results.js';
import { Search } from './search.js';
import { Trail } from './trail.js';

export const parts = [Search, Progress, Garments, Draw, ItemView, Results, Refine, Expert, Past, Trail, Camera];
