export { checkTour, type TourFiles } from './check/check-tour.ts';
export { InputUnusable, OptionInvalid, OutputRefused } from './errors.ts';
export { type TourOptions, tourOptions } from './options.ts';
export { runTour, type TourEnd, type TourSurroundings } from './tour/run-tour.ts';
export { Progress } from './view/progress.ts';
export { Story } from './view/story.ts';
