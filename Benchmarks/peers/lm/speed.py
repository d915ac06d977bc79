"""Processor seconds of PyTorch on the pretrained model, one thread: a step of adapters of rank 8 in
all linear layers of the top 8 blocks, 16 sequences, two answer positions, or a forward pass.

    LM_GGUF=model.gguf python speed.py CASE [dtype]

CASE: cached-N (lower blocks stored, plain torch), user-N (transformers and peft as one writes it),
both with N tokens, or probe (256 sequences of 13 tokens, last position). Prints a line of JSON.
"""
import json, os, resource, statistics, sys, time
os.environ["HF_HUB_OFFLINE"] = "1"
import torch
# The reference that the tests of the module are made with, too.
sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../../Tests/LanguageModelsTests/References"))
import lm

torch.set_num_threads(1)
case, _, length = sys.argv[1].partition("-")
dtype = getattr(torch, sys.argv[2] if len(sys.argv) > 2 else "float32")
n, batch = (13, 256) if case == "probe" else (int(length), 16)
steps = 1 if case == "probe" else 3 if case == "user" else 5
ids = torch.tensor([[17 + (b * 7919 + t * 104729 + b * t * 31) % 48983 for t in range(n)] for b in range(batch)])
places = [n - 4, n - 3]
targets = ids[:, [p + 1 for p in places]]
BLOCKS = list(range(22, 30))

if case == "user":
    import peft, transformers
    m = transformers.AutoModelForCausalLM.from_pretrained(
        os.path.dirname(lm.GGUF), gguf_file=os.path.basename(lm.GGUF), dtype=dtype)
    m = peft.get_peft_model(m, peft.LoraConfig(
        r=8, lora_alpha=16, layers_to_transform=BLOCKS, task_type="CAUSAL_LM",
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
    labels = torch.full_like(ids, -100)
    labels[:, [p + 1 for p in places]] = targets
    optimiser = torch.optim.AdamW([p for p in m.parameters() if p.requires_grad], lr=1e-3)

    def step():
        optimiser.zero_grad()
        loss = m(input_ids=ids, labels=labels).loss
        loss.backward()
        optimiser.step()
        return loss
else:
    W = lm.weights(dtype)
    if case == "probe":
        def step():
            with torch.no_grad():
                return lm.logits(lm.hidden(ids, W)[:, -1:], W).log_softmax(-1)[..., 42].mean()
    else:
        lora = lm.lora_init(BLOCKS, 8, 16, torch.float32)
        parameters = [p for a, b, _ in lora.values() for p in (a, b)]
        optimiser = torch.optim.Adam(parameters, lr=1e-3, foreach=False)
        with torch.no_grad():
            x22 = lm.hidden(ids, W, stop=22)

        def step():
            optimiser.zero_grad()
            own = {k: (a.to(dtype), b.to(dtype), s) for k, (a, b, s) in lora.items()}
            logits = lm.logits(lm.hidden(ids, W, own, start=22, x=x22)[:, places], W)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())
            loss.backward()
            optimiser.step()
            return loss

if case != "probe":
    step()
times = []
for _ in range(steps):
    start = time.process_time()
    value = float(step().detach())
    times.append(time.process_time() - start)
print(json.dumps({"cpu_seconds": statistics.median(times), "least": min(times), "check": value,
                  "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
