import Benchmark
import Cases

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.cpuTotal, .wallClock, .throughput, .peakMemoryResident],
    maxDuration: .seconds(5), maxIterations: 50)

  Benchmark("case a, tanh, 64 runs") { _ in
    blackHole(try await TrainingCase.a(.tanh).train(64))
  }
  Benchmark("case a, relu, 64 runs") { _ in
    blackHole(try await TrainingCase.a(.relu).train(64))
  }
  Benchmark("case a, gelu, 64 runs") { _ in
    blackHole(try await TrainingCase.a(.gelu).train(64))
  }
  Benchmark("case b, 16 runs") { _ in
    blackHole(try await TrainingCase.b().train(16))
  }
  Benchmark("case c, 1024 networks") { _ in
    blackHole(FunctionCase().sample(1024))
  }
  Benchmark("diversity sequence, 64 runs") { _ in
    blackHole(try await TrainingCase.sequence().train(64))
  }
  Benchmark("finetuning, 8 runs") { _ in
    blackHole(try await TrainingCase.finetuning().train(8))
  }
}
