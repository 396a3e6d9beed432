using System.Security.Cryptography;
using System.Text;

namespace Community.Companion.Conversation;

/// <summary>
/// The companion's description for the model: the file <c>system-prompt.txt</c>, word for word, without anything of a user.
/// </summary>
internal static class SystemPrompt
{
    public static string Text { get; } = Embedded.Text("Conversation.system-prompt.txt").TrimEnd();

    /// <summary>The version of exactly this text.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..16];
}
