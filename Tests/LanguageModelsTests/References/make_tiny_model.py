"""A model of two small blocks with random weights, one of every type, and what it gives: tiny.gguf
(a head of its own), tiny-tied.gguf, tiny.json. No model of anything, only one for tests.

    pip install numpy==2.4.6 gguf==0.19.0 tokenizers==0.23.3 torch==2.13.0
    python3 Tests/LanguageModelsTests/References/make_tiny_model.py

Values are dequantised by gguf-py; log-probabilities, losses and gradients are torch's in float64 on
them; tokens are those of Hugging Face's tokenizers. Made in November 2026.
"""
import hashlib, json, os
import gguf, numpy as np, torch
from gguf import GGMLQuantizationType as T
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEADS, SHARED, FEED, BLOCKS, BASE, EPSILON, CONTEXT = 64, 4, 2, 96, 2, 10000.0, 1e-5, 128
HEAD = WIDTH // HEADS
LAYERS = {"attn_q": (WIDTH, WIDTH), "attn_k": (SHARED * HEAD, WIDTH), "attn_v": (SHARED * HEAD, WIDTH),
          "attn_output": (WIDTH, WIDTH), "ffn_gate": (FEED, WIDTH), "ffn_up": (FEED, WIDTH),
          "ffn_down": (WIDTH, FEED)}
TYPES = [[T.Q4_0, T.Q8_0, T.F16, T.Q4_1, T.F32, T.Q4_1, T.Q4_0],
         [T.Q4_1, T.Q4_1, T.Q8_0, T.F16, T.Q4_0, T.Q8_0, T.F32]]
TEMPLATE = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n"
            "You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + "
            "message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}"
            "{{ '<|im_start|>assistant\n' }}{% endif %}")


def alphabet():
    printable = list(range(0x21, 0x7f)) + list(range(0xa1, 0xad)) + list(range(0xae, 0x100))
    others = [b for b in range(256) if b not in printable]
    return {**{b: chr(b) for b in printable}, **{b: chr(256 + i) for i, b in enumerate(others)}}


def vocabulary():
    letters = alphabet()
    missing = [0x04, 0x06, 0xc0, 0xc1, 0xf5, 0xff]
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    merges = [("Ġ", "t"), ("h", "e"), ("i", "n"), ("Ġt", "he"), ("Ġ", "Ġ"), ("a", "n"), ("ĠĠ", "ĠĠ"), ("Ġ", "a"),
              ("in", "g"), ("e", "r"), ("Ġa", "n"), ("o", "u"), ("s", "t"), ("Ċ", "Ċ"), ("=", "="), ("a", "a"),
              ("aa", "aa"), ("Ã", "©"), ("'", "s"), ("er", "s"), ("1", "2")]
    tokens = special + [letters[b] for b in range(256) if b not in missing] + [a + b for a, b in merges]
    return tokens, special, merges


def write(name, tensors, tokens, special, merges, blocks=BLOCKS, width=WIDTH, heads=HEADS, shared=SHARED, feed=FEED):
    w = gguf.GGUFWriter(os.path.join(HERE, name), "llama")
    w.add_name("tiny"); w.add_license("none: random numbers")
    w.add_block_count(blocks); w.add_context_length(CONTEXT); w.add_embedding_length(width); w.add_feed_forward_length(feed)
    w.add_head_count(heads); w.add_head_count_kv(shared); w.add_rope_freq_base(BASE); w.add_layer_norm_rms_eps(EPSILON)
    w.add_vocab_size(len(tokens)); w.add_rope_dimension_count(width // heads)
    w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("smollm"); w.add_token_list(tokens)
    w.add_token_types([3 if t in special else 1 for t in tokens]); w.add_token_merges([f"{a} {b}" for a, b in merges])
    w.add_bos_token_id(1); w.add_eos_token_id(2); w.add_add_bos_token(False); w.add_add_space_prefix(False)
    w.add_chat_template(TEMPLATE)
    for key, (values, kind) in tensors.items():
        w.add_tensor(key, gguf.quants.quantize(values, kind), raw_dtype=kind)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()


def write_seed():
    """The smallest model there can be, for Tests/Fuzzing to change: 32 wide, one block, few tokens."""
    rng = np.random.default_rng(18)
    tokens = ["<|im_end|>", "Ġ", "t", "h", "e", "1", "2", "Ċ", "th", "the"]
    def matrix(rows, kind): return ((0.2 * rng.standard_normal((rows, 32))).astype(np.float32), kind)
    norm = (np.ones(32, np.float32), T.F32)
    tensors = {"token_embd.weight": matrix(len(tokens), T.Q8_0), "output_norm.weight": norm, "blk.0.attn_norm.weight": norm,
               "blk.0.ffn_norm.weight": norm}
    kinds = [T.Q4_0, T.Q4_1, T.Q8_0, T.F16, T.Q4_1, T.Q4_0, T.F32]
    for (name, rows), kind in zip({"attn_q": 32, "attn_k": 16, "attn_v": 16, "attn_output": 32, "ffn_gate": 32, "ffn_up": 32, "ffn_down": 32}.items(), kinds):
        tensors[f"blk.0.{name}.weight"] = matrix(rows, kind)
    write("../../Fuzzing/seeds-models/smallest.gguf", tensors, tokens, tokens[:1], [("t", "h"), ("th", "e")], blocks=1, width=32, heads=2, shared=1, feed=32)


def forward(ids, W, lora):
    t = len(ids); x = W["token_embd.weight"][ids]
    angle = torch.arange(t, dtype=torch.float64)[:, None] * BASE ** (-torch.arange(0, HEAD, 2, dtype=torch.float64) / HEAD)
    def rms(x, w): return x / torch.sqrt((x * x).mean(-1, keepdim=True) + EPSILON) * w
    def turn(v):
        c, s, e, o = angle.cos()[:, None], angle.sin()[:, None], v[..., 0::2], v[..., 1::2]
        return torch.stack([e * c - o * s, e * s + o * c], -1).flatten(-2)
    norms = []
    for l in range(BLOCKS):
        def lin(h, n):
            y = h @ W[f"blk.{l}.{n}.weight"].T
            if lora is None or (l, n) not in lora: return y
            a, b, s = lora[(l, n)]
            return y + s * (h @ a.T) @ b.T
        h = rms(x, W[f"blk.{l}.attn_norm.weight"])
        q = turn(lin(h, "attn_q").view(t, HEADS, HEAD)); k = turn(lin(h, "attn_k").view(t, SHARED, HEAD))
        v = lin(h, "attn_v").view(t, SHARED, HEAD)
        k, v = (z.repeat_interleave(HEADS // SHARED, 1) for z in (k, v))
        s = torch.einsum("ihd,jhd->hij", q, k) / HEAD ** 0.5
        s = s.masked_fill(torch.ones(t, t, dtype=torch.bool).triu(1), float("-inf")).softmax(-1)
        x = x + lin(torch.einsum("hij,jhd->ihd", s, v).reshape(t, WIDTH), "attn_output")
        h = rms(x, W[f"blk.{l}.ffn_norm.weight"])
        x = x + lin(torch.nn.functional.silu(lin(h, "ffn_gate")) * lin(h, "ffn_up"), "ffn_down")
        norms.append(x.norm(dim=-1).tolist())
    return (rms(x, W["output_norm.weight"]) @ W["output.weight"].T).log_softmax(-1), norms


def main():
    tokens, special, merges = vocabulary()
    rng = np.random.default_rng(17)
    n = len(tokens)
    def matrix(rows, columns, spread): return (spread * rng.standard_normal((rows, columns))).astype(np.float32)
    def norm(): return ((1 + 0.2 * rng.standard_normal(WIDTH)).astype(np.float32), T.F32)
    tensors = {"token_embd.weight": (matrix(n, WIDTH, 0.5), T.Q8_0)}
    for l in range(BLOCKS):
        tensors[f"blk.{l}.attn_norm.weight"] = norm()
        for (name, shape), kind in zip(LAYERS.items(), TYPES[l]):
            tensors[f"blk.{l}.{name}.weight"] = (matrix(*shape, 1.2 / shape[1] ** 0.5), kind)
        tensors[f"blk.{l}.ffn_norm.weight"] = norm()
    tensors["output_norm.weight"] = norm()
    tied = dict(tensors)
    tensors["output.weight"] = (matrix(n, WIDTH, 0.3), T.F16)
    write("tiny.gguf", tensors, tokens, special, merges)
    write("tiny-tied.gguf", tied, tokens, special, merges)
    write_seed()

    out = {"made_by": f"make_tiny_model.py, gguf 0.19.0, numpy {np.__version__}, torch {torch.__version__}"}
    read = {}
    for t in gguf.GGUFReader(os.path.join(HERE, "tiny.gguf")).tensors:
        values = gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32)
        read[t.name] = values
        out.setdefault("tensors", {})[t.name] = {"type": t.tensor_type.name, "dimensions": [int(d) for d in t.shape],
            "sha256_of_float32": hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()}

    hf = Tokenizer(models.BPE(vocab={s: i for i, s in enumerate(tokens)}, merges=merges))
    hf.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    hf.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in special])
    texts = ["", " ", "the thing", " the  thing\n\n", "a  1", "a  b", "12", "x12y", "½ ² Ⅷ", "DON'T don't it's 's", "aaaaaaa", "aaaaaaaaaaaaa",
             "==\t== =", "<|im_start|>user\nhi<|im_end|>\n", "caf\u00e9 cafe\u0301", ".\u0004.", "a\u0006\u0004b", "\u0004", "\U00040000x", "你好 1三",
             "\u00a0x\u3000 y", "    z", "  \n  z", "\u2028", "users  ' 're", "<|im_end", "answers\u0085ing"]
    out["texts"] = [{"text": s, "tokens": hf.encode(s).ids} for s in texts]

    W = {k: torch.from_numpy(v).double() for k, v in read.items()}
    sequences = [[int(i) for i in rng.integers(3, n, length)] for length in (1, 2, 7, 16, 17, 40)]
    out["sequences"] = []
    with torch.no_grad():
        for ids in sequences:
            for key, head in (("own", "output.weight"), ("tied", "token_embd.weight")):
                lp, norms = forward(torch.tensor(ids), {**W, "output.weight": W[head]}, None)
                entry = {"head": key, "tokens": ids, "last": lp[-1].tolist() if len(ids) in (1, 17) else lp[-1][:5].tolist(),
                         "next": [float(lp[i, ids[i + 1]]) for i in range(len(ids) - 1)], "norms": norms}
                out["sequences"].append(entry)

    rank, alpha = 3, 6.0
    lora = {}
    for l in range(BLOCKS):
        for k, (name, (rows, columns)) in enumerate(LAYERS.items()):
            m = 7 * l + k
            i, j = torch.arange(rank, dtype=torch.float64)[:, None], torch.arange(columns, dtype=torch.float64)[None]
            o, r = torch.arange(rows, dtype=torch.float64)[:, None], torch.arange(rank, dtype=torch.float64)[None]
            a = (0.2 * torch.sin(1 + 7 * i + 13 * j + i * j + 17 * m)).float().double().requires_grad_()
            b = (0.1 * torch.sin(2 + o + 3 * r + m)).float().double().requires_grad_()
            lora[(l, name)] = (a, b, alpha / rank)
    loss, labels = 0, 0
    items = [(sequences[2], [2, 4]), (sequences[3], [7, 14]), (sequences[4], [3, 15])]
    for ids, places in items:
        lp, _ = forward(torch.tensor(ids), W, lora)
        for p in places: loss = loss - lp[p, ids[p + 1]]; labels += 1
    loss = loss / labels
    loss.backward()
    out["lora"] = {"rank": rank, "alpha": alpha, "A": "0.2 sin(1 + 7 i + 13 j + i j + 17 m), B 0.1 sin(2 + o + 3 r + m), rounded to float32, m = 7 block + layer",
        "items": [{"tokens": ids, "places": places} for ids, places in items], "loss": float(loss.detach()),
        "gradients": {f"{l}.{name}": {"A": a.grad.flatten().tolist()[:40], "B": b.grad.flatten().tolist()[:40],
                                     "A_norm": float(a.grad.norm()), "B_norm": float(b.grad.norm())} for (l, name), (a, b, _) in lora.items()}}
    json.dump(out, open(os.path.join(HERE, "tiny.json"), "w"), ensure_ascii=False)


main()
