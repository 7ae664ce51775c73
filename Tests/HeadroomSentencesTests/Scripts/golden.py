"""Writes the kept results of the reference implementations, Hugging Face's transformers and tokenizers.

Usage: golden.py ENCODER GOLDEN
ENCODER is a folder with all-MiniLM-L6-v2 and its tokenizer.json, GOLDEN the folder of the results. Needs torch,
transformers, tokenizers and safetensors.
"""

import json
import pathlib
import sys

import tokenizers
import torch
import transformers
from safetensors.torch import save_file

SENTENCES = [
    "Turn left past the red box, then stop at the blue wall.",
    "A chair with two slats.",
    "the wall is blue and the box is red, turn left and stop",
    "Un café naïve-looking résumé; 3.5×2 metres!",
]
TEXTS = [
    "",
    " \t\r\n ",
    "Hello, World!",
    "HELLO hello HeLLo",
    "Éléphant ÉLÉPHANT e\u0301le\u0301phant",
    "Ångström Å \u212b A\u030a",
    "İstanbul ısparta IĞDIR",
    "ΟΔΥΣΣΕΥΣ ὀδυσσεύς ΐ",
    "Straße STRASSE ẞ",
    "ﬁne ﬂow ﬃ ½ ² x²",
    "unaffable unbelievably antidisestablishmentarianism",
    "...!!!???---",
    "a.b,c;d:e!f?g'h\"i(j)k[l]m{n}o<p>q",
    "don't can't it's they've",
    "$5 + €6 = £11 ~ ^ ` | \\ / @ # % & * _",
    "–—…‘’“”«»¿¡§¶†‡•",
    "3.14159 1,000,000 1e-12 0x1F 50%",
    "日本語の文章です。",
    "中文字符 mixed 中english文",
    "한국어 문장 가각",
    "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "кириллица Й й Ё ё",
    "العربية مُحَمَّد",
    "עִבְרִית",
    "हिन्दी देवनागरी",
    "ไทย ภาษาไทย",
    "emoji 😀 👍🏽 👩‍👩‍👧 🇩🇪 🥰 🫠",
    "zero\u200bwidth soft\u00adhyphen no\u00a0break \ufeffmark",
    "line\u2028separator para\u2029graph next\u0085line",
    "nul\u0000 bell\u0007 escape\u001b delete\u007f bad\ufffd",
    "thin\u2009space ideographic\u3000space tab\tspace",
    "豈 更 \uf900 \ufa70 \U0002f800 \U00020000 \U0002b740 \U0002b820",
    "x" * 100,
    "y" * 101,
    "é" * 100 + " " + "é" * 101,
    "word " * 300,
    "!" * 300,
    "Z̸̢͑a̶l̵g̷o̴ n̈̈ o̱̊",
    "½⅓Ⅷ ⅷ ① ㍿ ㎏ ℃ ™ ©",
    "ＦＵＬＬ　ｗｉｄｔｈ １２３！",
    "ǅ Ǆ ǆ Ĳ ĳ Ŀ ŉ ǰ",
    "https://example.org/a-b_c?d=e&f=1#g me@example.org",
    "Turn left 90°, go 2 m; pick up the 1/2\" bolt (M6×20).",
    "\ue000private \U0010ffffnoncharacter \u0378unassigned",
    "ↀ ⌘ ☃ ♥ ✓ → ∑ ∫ ≠ √2",
    "##ing ## # ing",
]


def rounded(values, digits=6):
    return [round(value, digits) for value in values]


def embeddings(model, ids, mask):
    """The means over the tokens of a batch, at length 1."""
    with torch.no_grad():
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(2).float()
    return torch.nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=1)


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{") + "\n")


def real(encoder, golden):
    tokenizer = tokenizers.Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    write(golden / "tokens.json", [{"text": text, "tokens": tokenizer.encode(text).ids} for text in TEXTS])
    model = transformers.BertModel.from_pretrained(encoder, add_pooling_layer=False).eval()
    results = []
    for text in SENTENCES:
        ids = torch.tensor([tokenizer.encode(text).ids])
        [vector] = embeddings(model, ids, torch.ones_like(ids)).tolist()
        results.append({"text": text, "tokens": ids[0].tolist(), "embedding": rounded(vector)})
    write(golden / "sentences.json", results)


def small(golden):
    """An encoder of two layers with random weights, whose settings are unlike those of all-MiniLM-L6-v2."""
    folder = golden / "SmallEncoder"
    folder.mkdir(exist_ok=True)
    words = ["a", "red", "box", "turn", "left", ".", "##s", "e"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + words
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary), hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=12, type_vocab_size=2, layer_norm_eps=0.1,
    )
    model = transformers.BertModel(config, add_pooling_layer=False).eval()
    state = {}
    for name, value in model.state_dict().items():
        if not value.is_floating_point():
            continue
        noise = torch.randn_like(value)
        if name.endswith("LayerNorm.weight"):
            state[name] = 1 + 0.3 * noise
        elif value.dim() == 1:
            state[name] = 0.2 * noise
        else:
            state[name] = noise * (1.0 if "embeddings" in name else 0.6)
    model.load_state_dict(state, strict=False)
    save_file(state, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)
    kept = [
        "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "max_position_embeddings", "type_vocab_size", "layer_norm_eps", "hidden_act",
    ]
    (folder / "config.json").write_text(json.dumps({name: getattr(config, name) for name in kept}, indent=2) + "\n")
    texts = {"Turn left.": [2, 7, 8, 9, 3], "a red box": [2, 4, 5, 6, 3], "": [2, 3], "boxs zebra": [2, 6, 10, 1, 3]}
    length = max(len(ids) for ids in texts.values())
    ids = torch.tensor([tokens + [0] * (length - len(tokens)) for tokens in texts.values()])
    mask = torch.tensor([[1] * len(tokens) + [0] * (length - len(tokens)) for tokens in texts.values()])
    vectors = embeddings(model, ids, mask)
    print("cosines:", vectors @ vectors.T)
    results = [
        {"text": text, "tokens": tokens, "embedding": rounded(vector)}
        for (text, tokens), vector in zip(texts.items(), vectors.tolist())
    ]
    write(golden / "small.json", results)


encoder, golden = map(pathlib.Path, sys.argv[1:])
golden.mkdir(exist_ok=True)
real(encoder, golden)
small(golden)
