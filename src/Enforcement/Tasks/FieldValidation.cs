using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enforcement.Shell;

namespace Enforcement.Tasks;

/// <summary>One schema for page and API: what was typed becomes typed values, or every fault at once.</summary>
public static class FieldValidation
{
    public const int LongestText = 20_000;

    /// <param name="given">By field name; a form gives strings, the API may give numbers and booleans.</param>
    /// <param name="today">The business day: a date of something that has happened may not lie after it.</param>
    /// <exception cref="MalformedException">Names each field with its fault; unknown fields too.</exception>
    public static JsonObject Read(TaskSpec spec, string outcome, JsonObject given, DateOnly today)
    {
        var faults = new List<(string Field, string Code)>();
        var values = new JsonObject();
        var asked = spec.Fields.Where(field => field.IsAskedFor(outcome)).ToList();

        faults.AddRange(
            given.Select(pair => pair.Key).Where(name => spec.Fields.All(field => field.Name != name)).Select(name => (name, "unknown"))
        );
        foreach (var field in asked)
        {
            var (value, fault) = ReadOne(field, given[field.Name], today);
            if (fault is not null)
                faults.Add((field.Name, fault));
            else if (value is not null)
                values[field.Name] = value;
            else if (field.Required)
                faults.Add((field.Name, "required"));
        }
        return faults.Count == 0 ? values : throw new MalformedException([.. faults]);
    }

    /// <summary>Whether texts can be held against it.</summary>
    public static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(Whole(pattern), RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Whole(string pattern) => $"^(?:{pattern})$";

    private static (JsonNode? Value, string? Fault) ReadOne(TaskField field, JsonNode? given, DateOnly today)
    {
        if (given is null)
            return default;
        if (given is not JsonValue value)
            return (null, "text");
        if (TextOf(value) is not { } text)
            return (null, "text");
        if (string.IsNullOrWhiteSpace(text))
            return default;
        if (text.Length > LongestText)
            return (null, "too-long");
        if (!text.IsStorable())
            return (null, "text");
        text = text.Trim();

        return field.Type switch
        {
            "number" or "money" => Number(field, text),
            "date" => Date(field, text, today),
            "boolean" => Boolean(text),
            "choice" => field.Options?.Any(option => option.Value == text) == true ? (JsonValue.Create(text), null) : (null, "unknown"),
            // Whether a body that may be meant is there is asked where it is written to.
            "region" => text.Length == 6 && text.All(char.IsAsciiDigit) ? (JsonValue.Create(text), null) : (null, "unknown"),
            _ => field.Pattern is { } pattern && !Regex.IsMatch(text, Whole(pattern), RegexOptions.NonBacktracking)
                ? (null, "pattern")
                : (JsonValue.Create(text), null),
        };
    }

    /// <summary>Null: half of a character stands in it, which is found out only when it is read.</summary>
    private static string? TextOf(JsonValue value)
    {
        try
        {
            return value.TryGetValue<string>(out var typed) ? typed : value.ToJsonString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static (JsonNode?, string?) Number(TaskField field, string text)
    {
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return (null, "number");
        if (field.Type == "money" && (number < 0 || decimal.Round(number, 2) != number || number >= 1_000_000_000_000m))
            return (null, "money");
        return number < field.Min || number > field.Max ? (null, "range") : (JsonValue.Create(number), null);
    }

    private static (JsonNode?, string?) Date(TaskField field, string text, DateOnly today)
    {
        if (
            !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date.Year is < 1949 or > 2200
        )
            return (null, "date");
        return field.NotFuture && date > today ? (null, "future") : (JsonValue.Create(text), null);
    }

    private static (JsonNode?, string?) Boolean(string text) =>
        text switch
        {
            "true" or "on" => (JsonValue.Create(true), null),
            "false" => (JsonValue.Create(false), null),
            _ => (null, "unknown"),
        };
}
