"""Hugging Face's Trainer as in its examples: python script.py --output_dir DIR [--per_device_train_batch_size 16]

800 sentences of two lengths are padded in the collator; a step uses two batches; each epoch is evaluated.
"""

import logging
import sys
import warnings

import torch
from torch.utils.data import Dataset
from transformers import BertConfig, BertForSequenceClassification, HfArgumentParser, Trainer, TrainingArguments

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.set_num_threads(1)
defaults = [
    "--per_device_train_batch_size", "16", "--gradient_accumulation_steps", "2", "--num_train_epochs", "3",
    "--eval_strategy", "epoch", "--save_strategy", "no", "--report_to", "none", "--use_cpu", "--disable_tqdm", "true",
]
(arguments,) = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses(defaults + sys.argv[1:])


class Sentences(Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        return {"input_ids": [1 + (index * k) % 90 for k in range(8 if index % 4 else 24)], "label": index % 2}


def collate(features):
    longest = max(len(feature["input_ids"]) for feature in features)
    padded = [feature["input_ids"] + [0] * (longest - len(feature["input_ids"])) for feature in features]
    ids = torch.tensor(padded)
    labels = torch.tensor([feature["label"] for feature in features])
    return {"input_ids": ids, "attention_mask": ids.ne(0).long(), "labels": labels}


class Counting(BertForSequenceClassification):
    samples = 0

    def forward(self, input_ids=None, **others):
        if self.training:
            Counting.samples += len(input_ids)
        return super().forward(input_ids=input_ids, **others)


model = Counting(BertConfig(
    vocab_size=100, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
    max_position_embeddings=32,
))
trainer = Trainer(
    model=model, args=arguments, train_dataset=Sentences(800), eval_dataset=Sentences(200), data_collator=collate
)
trainer.train()
print(f"steps {trainer.state.global_step} samples {Counting.samples}")
