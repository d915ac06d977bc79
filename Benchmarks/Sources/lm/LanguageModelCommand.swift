import CPeak
import Foundation
import LanguageModels

/// Times one case of the pretrained model on one core, and prints a line of JSON.
@main struct LanguageModelCommand {
  static let usage = """
    usage: lm MODEL CASE
           lm - peak          multiply-adds in registers
    CASE is cached-N (one run, lower blocks cached), four-N (four runs together), fresh-N (one run,
    other sequences at every step), with N tokens; probe (256 x 13 tokens); products-N (N rows).
    """
  static let steps = 5

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 2, let path = arguments.first, let name = arguments.last else {
      refuse()
    }
    if name == "peak" { return printPeak() }
    let model = try LanguageModel(path: path)
    let parts = name.split(separator: "-")
    let number = parts.count == 2 ? Int(parts[1]) : nil
    switch (parts[0], number) {
    case ("cached", let length?): try finetune(FinetuningCase(model: model, length: length), 1)
    case ("four", let length?): try finetune(FinetuningCase(model: model, length: length), 4)
    case ("fresh", let length?):
      try finetune(FinetuningCase(model: model, length: length), 1, fresh: true)
    case ("probe", nil): try probe(model)
    case ("products", let rows?): products(ProductsCase(model: model, rows: rows))
    default: refuse()
    }
  }

  private static func refuse() -> Never {
    print(usage)
    exit(64)
  }

  /// Seconds of each step after the first, for each run; the loss before the last step.
  private static func finetune(
    _ setting: FinetuningCase, _ runs: Int, fresh: Bool = false
  ) throws {
    let cache = LowerBlockCache(setting.model, blocks: 22)
    let trainer = AdapterTrainer(setting.model, cache: cache)
    let adapters = try (0..<runs).map { _ in try setting.adapters() }
    var times: [Double] = []
    var loss = 0.0
    for step in 0...steps {
      let passages = setting.passages(from: fresh ? 16 * step : 0)
      let start = seconds()
      loss = try trainer.step(adapters.map { TrainingRun($0, on: passages) })[0]
      if step > 0 { times.append((seconds() - start) / Double(runs)) }
    }
    report(times, check: loss, operations: setting.nominalOperations)
  }

  private static func probe(_ model: LanguageModel) throws {
    let passages = (0..<256).map { b in
      Passage(
        (0..<13).map { FinetuningCase.token(b, $0) },
        questions: [Question(after: 12, candidates: [42])])
    }
    let runner = ModelRunner(model)
    _ = try runner.logProbabilities(of: Array(passages[..<16]))
    let start = seconds()
    let found = try runner.logProbabilities(of: passages)
    let block = LinearLayer.allCases.reduce(0) {
      $0 + model.shape.inputs(of: $1) * model.shape.outputs(of: $1)
    }
    report(
      [seconds() - start], check: found.reduce(0) { $0 + $1[0][0] } / 256,
      operations: 2 * Double(block * model.shape.blocks * 256 * 13)
        + 2 * Double(model.shape.vocabulary * model.shape.width * 256))
  }

  private static func products(_ setting: ProductsCase) {
    let bench = ProductBench(setting.model, rows: setting.rows)
    _ = setting.run(bench)
    var times: [Double] = []
    var operations = 0.0
    for _ in 0..<steps {
      let start = seconds()
      operations = setting.run(bench)
      times.append(seconds() - start)
    }
    report(times, check: 0, operations: operations)
  }

  private static func report(_ times: [Double], check: Double, operations: Double) {
    var usage = rusage()
    getrusage(.init(RUSAGE_SELF.rawValue), &usage)
    print(
      """
      {"cpu_seconds": \(times.sorted()[times.count / 2]), "least": \(times.min()!), \
      "check": \(check), "operations": \(operations), \
      "peak_mb": \(Double(usage.ru_maxrss) / 1000), "instruction_set": "\(ModelKernels.widest.name)"}
      """)
  }

  private static func printPeak() {
    let start = seconds()
    let count = tiltmeter_multiply_adds(100_000_000)
    print("{\"gigaflops\": \(2e-9 * Double(count) / (seconds() - start))}")
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
