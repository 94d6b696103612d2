"""Cross-encoders that are tiny, written to the disk."""

from __future__ import annotations

from pathlib import Path


def cross_encoder(folder: Path, labels: int, weight: float = 0.1) -> Path:
    """Write a cross-encoder that is tiny, with so many labels and all weights of its last layer alike."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "attention", "memory", "缓", "存"]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=labels,
    )
    torch.manual_seed(1)
    model = BertForSequenceClassification(config)
    torch.nn.init.constant_(model.classifier.weight, weight)
    model.save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder
