#!/usr/bin/env python3
"""The figures of an evaluation of look-alikes, computed anew with NumPy from its definitions (docs/evaluation.md).

    reference.py labels.jsonl report.json set.npy …

Prints a JSON list, a set each: {"overall": …, "regions": {name: …}, "groups": {name: …}} with the figures' means, or null.
Of report.json, only the settings and the drawn rows are read.
"""
import json
import sys

import numpy as np

DEPTHS = [1, 5, 10, 20, 50, 100]
LISTS = ["precision", "recall", "f1", "ndcg"]


def ranking_figures(order, relevant, gains):
    """order: items by score; relevant: booleans and gains: label IoUs, both by item."""
    good, gain = relevant[order].astype(float), gains[order]
    if good.sum() == 0:
        return None
    hits = np.cumsum(good)
    discounts = 1 / np.log2(np.arange(len(order)) + 2)
    ideal = np.sort(gain)[::-1]
    result = {name: [] for name in LISTS}
    for k in DEPTHS:
        found = good[:k].sum()
        precision, recall = found / k, found / good.sum()
        result["precision"].append(precision)
        result["recall"].append(recall)
        result["f1"].append(0 if found == 0 else 2 * precision * recall / (precision + recall))
        best = (ideal * discounts)[:k].sum()
        result["ndcg"].append((gain * discounts)[:k].sum() / best if best > 0 else 0)
    at_hits = good * hits / (np.arange(len(order)) + 1)
    result["map_at_10"] = at_hits[:10].sum() / min(good.sum(), 10)
    result["map"] = at_hits.sum() / good.sum()
    return result


def mean(figures):
    present = [one for one in figures if one is not None]
    if not present:
        return None
    names = LISTS + ["map_at_10", "map"]
    return {name: np.mean([one[name] for one in present], axis=0).tolist() for name in names}


def main():
    labels_file, report_file, *set_files = sys.argv[1:]
    records = [json.loads(line) for line in open(labels_file)]
    report = json.load(open(report_file))
    queries, gallery = report["query_rows"], np.array(report["gallery_rows"])
    least, by_category = report["settings"]["iou"], report["settings"]["relevance"] == "category"
    groups = sorted({label.split(":")[0] for record in records for label in record["labels"]})
    names = sorted({label for record in records for label in record["labels"]})
    table = np.array([[name in record["labels"] for name in names] for record in records], dtype=float)
    group_of = np.array([name.split(":")[0] for name in names])
    known = {g: np.array([g in record["known"] for record in records]) for g in groups}
    same = np.array([record.get("dup", record["image"]) for record in records])

    def overlaps(query, items, columns):
        a, b = table[query, columns], table[items][:, columns]
        common, either = np.minimum(a, b).sum(1), np.maximum(a, b).sum(1)
        return np.divide(common, either, out=np.zeros(len(items)), where=either > 0)

    results = []
    for file in set_files:
        rows = np.load(file).astype(np.float64)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        overall, by_region, by_group = [], {}, {g: [] for g in groups}
        for query in queries:
            items = gallery[same[gallery] != same[query]]
            scores = rows[items] @ rows[query]
            order = np.argsort(-scores, kind="stable")
            gains = overlaps(query, items, np.ones(len(names), bool))
            relevant = overlaps(query, items, group_of == "category") > 0 if by_category else gains >= least
            figures = ranking_figures(order, relevant, gains)
            overall.append(figures)
            by_region.setdefault(records[query]["region"], []).append(figures)
            for g in groups:
                if table[query, group_of == g].sum() == 0:
                    continue
                mine = items[known[g][items]]
                gains = overlaps(query, mine, group_of == g)
                by_group[g].append(
                    ranking_figures(np.argsort(-(rows[mine] @ rows[query]), kind="stable"), gains >= least, gains))
        results.append({"overall": mean(overall), "regions": {r: mean(f) for r, f in by_region.items()},
                        "groups": {g: mean(f) for g, f in by_group.items()}})
    json.dump(results, sys.stdout)


main()
