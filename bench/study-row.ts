/** One window and one way of learning from it; 0..1, NaN where a set cannot tell. */
export interface StudyRow {
  data: string;
  method: string;
  contamination: number;
  window: number;
  seed: number;
  defectRecall: number;
  falseReject: number;
  auroc: number;
  removalRecall: number;
  falseRemoval: number;
}
