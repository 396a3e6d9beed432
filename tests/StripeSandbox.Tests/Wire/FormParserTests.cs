using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Tests.Wire;

public sealed class FormParserTests
{
    [Fact]
    public void BracketsAreHashesAndArrays()
    {
        var parsed = new Parameters(FormParser.Parse("a=1&b[c][d]=x+y%26z&e[0]=p&e[1]=q&f[]=r&f[]=s"));
        parsed.Text("a").ShouldBe("1");
        parsed.Hash("b")!.Hash("c")!.Text("d").ShouldBe("x y&z");
        parsed.Texts("e").ShouldBe(["p", "q"]);
        parsed.Texts("f").ShouldBe(["r", "s"]);
        parsed.RefuseUnknown();
    }

    [Fact]
    public void AnEmptyIndexBeginsANewElementWhereANameComesAgain()
    {
        var lines = new Parameters(
            FormParser.Parse("l[][price_data][currency]=eur&l[][price_data][unit_amount]=5&l[][quantity]=1&l[][quantity]=2&l[][price]=p")
        ).Hashes("l");
        lines.Count.ShouldBe(2);
        lines[0].Hash("price_data")!.Integer("unit_amount").ShouldBe(5);
        lines[0].Integer("quantity").ShouldBe(1);
        lines[1].Text("price").ShouldBe("p");
        lines[1].Integer("quantity").ShouldBe(2);
    }

    [Fact]
    public void AnUnreadParameterIsUnknown()
    {
        var parsed = new Parameters(FormParser.Parse("a=1&b[c]=2"));
        parsed.Text("a");
        Should.Throw<StripeException>(parsed.RefuseUnknown).Error.Param.ShouldBe("b[c]");
    }

    [Theory]
    [InlineData("a[b")]
    [InlineData("a[b]c=1")]
    [InlineData("a=1&a[b]=2")]
    [InlineData("a[b]=1&a=2")]
    [InlineData("a[1][2][3][4][5][6][7][8][9]=1")]
    public void WhatCannotBeReadIsRefused(string form) => Should.Throw<StripeException>(() => FormParser.Parse(form)).Status.ShouldBe(400);
}
