using Community.ServiceDefaults.Text;

namespace Community.Platform.Tests.Text;

/// <summary>What is written becomes HTML that does nothing but show it.</summary>
public sealed class SafeMarkdownTests
{
    [Theory]
    [InlineData("**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>")]
    [InlineData("[me](javascript:alert(1))", "<p><a href=\"\">me</a></p>")]
    [InlineData("[me](data:text/html,x)", "<p><a href=\"\">me</a></p>")]
    [InlineData("[me](//evil.example)", "<p><a href=\"\">me</a></p>")]
    [InlineData("[me](https://example.com/a?b=c&d=e)", "<p><a href=\"https://example.com/a?b=c&amp;d=e\" rel=\"nofollow noopener noreferrer ugc\">me</a></p>")]
    [InlineData("![pic](https://example.com/p.png)", "<p><a href=\"https://example.com/p.png\" rel=\"nofollow noopener noreferrer ugc\">pic</a></p>")]
    [InlineData("[x][r]\n\n[r]: javascript:alert(1)", "<p><a href=\"\">x</a></p>")]
    [InlineData("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>")]
    public void WhatIsNotSafeStaysText(string markdown, string html)
    {
        SafeMarkdown.ToHtml(markdown, LineBreaks.Kept).ShouldBe(html);
        SafeMarkdown.ToHtml(markdown, LineBreaks.Flowing).ShouldBe(html);
    }

    [Theory]
    [InlineData(LineBreaks.Kept, "<p>one<br />\ntwo</p>")]
    [InlineData(LineBreaks.Flowing, "<p>one\ntwo</p>")]
    public void ALineBreakIsOneInAMessageAndASpaceInAnArticle(LineBreaks breaks, string html) => SafeMarkdown.ToHtml("one\ntwo", breaks).ShouldBe(html);
}
