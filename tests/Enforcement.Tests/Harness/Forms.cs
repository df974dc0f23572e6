using System.Net;
using System.Text.RegularExpressions;

namespace Enforcement.Tests.Harness;

/// <summary>Forms of a page as every browser sends them, without a browser.</summary>
public static partial class Forms
{
    /// <summary>What Blazor and antiforgery put into the form of this name.</summary>
    public static MultipartFormDataContent Hidden(string page, string handler)
    {
        var form = Form()
            .Matches(page)
            .Select(match => match.Value)
            .First(text => text.Contains($"value=\"{handler}\"", StringComparison.Ordinal));
        var token = Token().Match(form).Groups[1].Value;
        return new MultipartFormDataContent
        {
            { new StringContent(handler), "_handler" },
            { new StringContent(WebUtility.HtmlDecode(token)), "__RequestVerificationToken" },
        };
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
