// progress.js: how far a photo's search has come, in words and as a share.

export class Progress {
  isWaiting() { return this.view === 'search' ? ['uploading', 'queued', 'running'].includes(this.search.phase) : Boolean(this.item?.loading); }
  isSearching() { return this.view === 'search' && this.isWaiting(); }
  progressTitle() {
    const { phase, stage } = this.search;
    return this.t(`stage.${phase === 'running' ? stage ?? 'queued' : phase}`);
  }
  progressText() {
    const { phase, sent, place, slow } = this.search;
    if (slow) return this.t('stage.slow');
    if (phase === 'uploading') return this.t('stage.percent', { percent: this.words.percent(sent) });
    if (phase === 'queued' && place > 0) return this.tn('stage.place', place);
    return this.t('stage.moment');
  }
  progress() {
    const { phase, sent, stage } = this.search;
    if (phase === 'uploading') return 0.04 + sent * 0.26;
    if (phase === 'queued') return 0.36;
    return { decode: 0.5, find: 0.62, embed: 0.78, rank: 0.92 }[stage] ?? 0.45;
  }
  steps() {
    const { phase, stage } = this.search;
    const now = phase === 'uploading' ? 0 : phase === 'queued' ? 1 : ['embed', 'rank'].includes(stage) ? 3 : 2;
    return ['uploading', 'queued', 'find', 'rank'].map((key, index) => ({ key, past: index < now, now: index === now }));
  }
}
