/// One turn of a conversation.
public struct ChatTurn: Hashable, Sendable {
  /// `system`, `user` or `assistant`; the template takes any word.
  public let role: String
  public let content: String

  public init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// The one template of conversations that is followed, as the file writes it.
enum ChatTemplate {
  static let text =
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    + "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging "
    + "Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + "
    + "message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
}

extension Tokenizer {
  /// The text of a conversation, ready for the assistant's next turn: encode it with special tokens
  /// read.
  ///
  /// A system turn stands first, the template's own where none is given.
  /// - Throws: `ModelError` where the model's file has another template.
  public func chat(_ turns: [ChatTurn]) throws -> String {
    guard knowsRoles else {
      throw ModelError(
        .invalid, in: "tokenizer.chat_template", "is not the template that roles are known for",
        remedy: "write the conversation with the model's special tokens")
    }
    var all = turns
    if let first = turns.first, first.role != "system" {
      all.insert(
        ChatTurn(
          role: "system",
          content: "You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
        at: 0)
    }
    return all.map { "<|im_start|>\($0.role)\n\($0.content)<|im_end|>\n" }.joined()
      + "<|im_start|>assistant\n"
  }
}
