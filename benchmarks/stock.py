"""What the same work costs with the tools that one would otherwise take.

``pipelines``: a token classifier over the article, then a text classifier over each claim, by the stock pipelines of
transformers, with the shipped encoder's weights and the settings that these have by themselves, apart from the stride
without which an article's end is not read. Their heads are untrained: the time is the same, the number of claims is
taken from the shipped model's own reading, so that a claim found means a claim classified.

``tfidf``: rules for the claims, TF-IDF with logistic regression for the type of their sources.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def pipelines(articles: int, words: int) -> dict[str, Any]:
    import torch
    from transformers import BertForSequenceClassification, BertForTokenClassification, pipeline

    from attribution import Report, Scorer
    from attribution.benchmark import made_articles
    from attribution.labels import SOURCE_TYPES, TAGS

    scorer = Scorer.from_pretrained(None, "cpu", "fp32")
    documents = made_articles(articles, words)
    reports = [report for report in scorer.score_batch(documents) if isinstance(report, Report)]
    claims = [
        [" ".join(span.of(document.text) for span in (*claim.source.spans, *claim.cue, *claim.content))]
        for document, report in zip(documents, reports, strict=True)
        for claim in report.claims
        if claim.source
    ]
    tokenizer, config, weights = stock_encoder(scorer)
    found = []
    for kind, labels in ((BertForTokenClassification, TAGS), (BertForSequenceClassification, SOURCE_TYPES)):
        config.num_labels = len(labels)
        model = kind(config).eval()
        lacking, unknown = model.bert.load_state_dict(weights, strict=False)
        assert not unknown and all("pooler" in name or "position_ids" in name for name in lacking), (lacking, unknown)
        found.append(model)
    tag = pipeline("token-classification", found[0], tokenizer=tokenizer, aggregation_strategy="simple", stride=128)
    classify = pipeline("text-classification", found[1], tokenizer=tokenizer, truncation=True)
    tag(documents[0].text)
    began = time.perf_counter()
    for document in documents:
        tag(document.text)
    for claim in claims:
        classify(claim)
    seconds = time.perf_counter() - began
    return {"articles a second": articles / seconds, "claims": len(claims), "threads": torch.get_num_threads()}


def stock_encoder(scorer: Any) -> tuple[Any, Any, dict[str, Any]]:
    """transformers' tokenizer and BERT configuration, and our encoder's weights by BERT's names."""
    from transformers import BertConfig, PreTrainedTokenizerFast

    network = scorer.network
    ours, made = network.encoder.state_dict(), network.config
    config = BertConfig(
        vocab_size=made.vocabulary,
        hidden_size=made.width,
        num_hidden_layers=made.layers,
        num_attention_heads=made.heads,
        intermediate_size=made.feed_forward,
        max_position_embeddings=made.positions,
        type_vocab_size=1,
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=network.tokenizer,
        model_max_length=made.positions,
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
    )
    weights = {
        "embeddings.word_embeddings.weight": ours["pieces.weight"],
        "embeddings.position_embeddings.weight": ours["positions.weight"],
        "embeddings.token_type_embeddings.weight": ours["positions.weight"][:1] * 0,
        "embeddings.LayerNorm.weight": ours["norm.weight"],
        "embeddings.LayerNorm.bias": ours["norm.bias"],
    }
    names = {
        "attention.output.dense": "self_attn.out_proj",
        "attention.output.LayerNorm": "norm1",
        "intermediate.dense": "linear1",
        "output.dense": "linear2",
        "output.LayerNorm": "norm2",
    }
    for i in range(made.layers):
        theirs, mine = f"encoder.layer.{i}", f"stack.layers.{i}"
        for kind in ("weight", "bias"):
            parts = ours[f"{mine}.self_attn.in_proj_{kind}"].chunk(3)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                weights[f"{theirs}.attention.self.{part}.{kind}"] = value
            weights |= {f"{theirs}.{name}.{kind}": ours[f"{mine}.{our}.{kind}"] for name, our in names.items()}
    return tokenizer, config, weights


def tfidf(articles: int, words: int) -> dict[str, Any]:
    sys.path.append(str(ROOT))
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from attribution.benchmark import made_articles
    from training.baselines import extract

    lines = (ROOT / "tests" / "data" / "annotated_articles.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [
        (said(article["text"], one["source"], one["cue"]), one["source_type"])
        for article in map(json.loads, lines)
        for one in article["attributions"]
    ]
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10.0, max_iter=1000))
    model.fit([text for text, _ in gold], [kind for _, kind in gold])
    documents = made_articles(articles, words)
    began = time.perf_counter()
    for document in documents:
        claims = extract({"id": document.id, "text": document.text})["claims"]
        sources = [said(document.text, one["source"]["spans"], one["cue"]) for one in claims if one["source"]]
        if sources:
            model.predict(sources)
    return {"articles a second": articles / (time.perf_counter() - began)}


def said(text: str, source: list[list[int]], cue: list[list[int]]) -> str:
    return " ".join(text[start:end] for start, end in (*source, *cue))


if __name__ == "__main__":
    raise SystemExit("run benchmarks/speed.py")
