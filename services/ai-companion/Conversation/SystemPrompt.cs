using System.Security.Cryptography;
using System.Text;

namespace Community.Companion.Conversation;

/// <summary>Who the companion is, as a model is told: the file <c>system-prompt.txt</c>, word for word, and nothing of anybody's in it.</summary>
internal static class SystemPrompt
{
    public static string Text { get; } = Embedded.Text("Conversation.system-prompt.txt").TrimEnd();

    /// <summary>Of exactly this text.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..16];
}
