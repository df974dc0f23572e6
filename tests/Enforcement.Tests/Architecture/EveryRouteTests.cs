using System.Collections;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Tests.Harness;

namespace Enforcement.Tests.Architecture;

/// <summary>
/// Every route and page of the running service, tried by nobody, by an officer of another county, and with what no client should send. A new route
/// is walked without anybody adding it here.
/// </summary>
public sealed class EveryRouteTests(EveryRouteTests.House house) : IClassFixture<EveryRouteTests.House>
{
    /// <summary>For those who have not signed in yet, and for machines that look whether the service lives.</summary>
    private static readonly string[] OpenToAll =
    [
        "/api/session",
        "/api/development/people",
        "/signin",
        "/signout",
        "/preferences",
        "/error",
        "/not-found",
        "/health/live",
        "/health/ready",
        // What the API is, not what is in it: public like the source.
        "/openapi/{documentName}.json",
        "/scalar/scalar.js",
        "/scalar/scalar.aspnetcore.js",
        "/scalar/favicon.svg",
        "/scalar/{documentName?}",
        // Whoever speaks there has signed what it says, with a key that an admin pinned.
        "/api/handoffs/exchange",
        // For a body without an account: the address is the secret.
        "/liaison/{Token}",
        "/liaison/{token}/package",
    ];

    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int Long = 1_000_000;

    [Fact]
    public async Task Nobody_gets_in_without_signing_in()
    {
        using var nobody = house.Service.Caller();
        var faults = new List<string>();
        foreach (var door in house.Doors.Where(door => !OpenToAll.Contains(door.Pattern)))
        {
            using var answer = await nobody.SendAsync(new HttpRequestMessage(new(door.Method), house.PathOf(door)));
            var fine = door.IsForPrograms
                ? answer.StatusCode == HttpStatusCode.Unauthorized && await CodeAsync(answer) == "not-signed-in"
                : answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location!.ToString().Contains("/signin");
            if (!fine)
                faults.Add($"{door}: {(int)answer.StatusCode} {answer.Headers.Location}");
        }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_a_case_and_changes_nothing()
    {
        var before = await house.DigestAsync();
        var faults = new List<string>();
        foreach (var door in house.Doors.Where(door => !OpenToAll.Contains(door.Pattern)))
        {
            using var request = new HttpRequestMessage(new(door.Method), house.PathOf(door));
            if (door.Body is { } body)
                request.Content = Json(Plausible(door, body).ToJsonString());
            using var answer = await house.Case.Stranger.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var told = house.Told(request, await TextAsync(answer));
            if ((int)answer.StatusCode >= 500)
                faults.Add($"{door}: {(int)answer.StatusCode}");
            if (told.Any())
                faults.Add($"{door}: {(int)answer.StatusCode} tells {string.Join(", ", told)}");
            if (door is { TakesAThing: true, IsForPrograms: true } && house.IsTheirs(door) && answer.IsSuccessStatusCode)
                faults.Add($"{door}: {(int)answer.StatusCode} for somebody else's");
            if (KnownBodies.Keys.Any(verb => door.Pattern.EndsWith(verb, StringComparison.Ordinal)))
                if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
                    faults.Add($"{door}: {(int)answer.StatusCode}, neither 404 nor 403");
        }
        faults.ShouldBeEmpty();
        (await house.DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_no_client_should_send_is_refused_with_a_code_and_changes_nothing()
    {
        var before = await house.DigestAsync();
        var faults = new List<string>();
        foreach (var caller in new[] { house.Case.Stranger, house.Case.Officer })
        foreach (var door in house.Doors.Where(door => door.Body is not null && door.Pattern != "/api/session"))
        foreach (var (what, content) in Garbage(door, caller == house.Case.Officer))
        {
            using var request = new HttpRequestMessage(new(door.Method), house.PathOf(door)) { Content = content };
            using var answer = await caller.SendAsync(request);
            // Many at once answer for each on its own.
            if (answer.StatusCode == HttpStatusCode.OK && (await TextAsync(answer)).Contains("\"done\":false", StringComparison.Ordinal))
                continue;
            if ((int)answer.StatusCode is < 400 or >= 500 || await CodeAsync(answer) is null)
                faults.Add(
                    $"{(caller == house.Case.Officer ? "officer" : "stranger")}, {door}, {what}: {(int)answer.StatusCode} {Short(await TextAsync(answer))}"
                );
        }
        faults.ShouldBeEmpty();
        (await house.DigestAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_path_or_a_query_that_means_nothing_never_faults()
    {
        string[] nonsense =
        [
            "%00",
            "-1",
            "99999999999999999999",
            "not-a-thing",
            "%F0%9F%98%80",
            "%ED%A0%80",
            new('x', 3000),
            "..%2f..",
            "'\";--",
        ];
        var faults = new List<string>();
        foreach (var door in house.Doors.Where(door => door.Method == "GET" && door.Pattern != "/api/events"))
        foreach (var text in nonsense)
        {
            // A NUL in a path never comes this far: the web server itself answers 400.
            foreach (var path in text == "%00" ? [] : PathsWith(door, text))
                await LookAsync(path);
            if (door.Query.Count > 0)
                await LookAsync($"{house.PathOf(door)}?{string.Join('&', door.Query.Select(name => $"{name}={text}"))}");
            foreach (var name in door.Query.Skip(1))
                await LookAsync($"{house.PathOf(door)}?{name}={text}");
        }
        faults.ShouldBeEmpty();

        async Task LookAsync(string path)
        {
            using var answer = await house.Case.Officer.GetAsync(path);
            if ((int)answer.StatusCode >= 500)
                faults.Add($"{Short(path)}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Pages_take_forms_that_mean_nothing_without_a_fault()
    {
        var before = await house.DigestAsync();
        var faults = new List<string>();
        foreach (var door in house.Doors.Where(door => door is { IsPage: true, Method: "POST" }))
        foreach (var handler in new[] { "nothing", "", "a\0b" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, house.PathOf(door))
            {
                Content = new FormUrlEncodedContent([new("_handler", handler), new("__RequestVerificationToken", house.StrangersProof)]),
            };
            using var answer = await house.Case.Stranger.SendAsync(request);
            var told = house.Told(request, await TextAsync(answer));
            if ((int)answer.StatusCode >= 500 || told.Any())
                faults.Add($"{door} {handler}: {(int)answer.StatusCode} {string.Join(", ", told)}");
        }
        faults.ShouldBeEmpty();
        (await house.DigestAsync()).ShouldBe(before);
    }

    /// <summary>Well-formed as the contract wants it, so that only who asks is left to refuse.</summary>
    private static readonly Dictionary<string, JsonObject> KnownBodies = new()
    {
        ["/dismissal"] = new() { ["kind"] = "no-violation", ["reason"] = "无" },
        ["/findings/{id:guid}/case"] = new()
        {
            ["matterCode"] = "CG-02",
            ["violationDate"] = "2026-11-23",
            ["officers"] = new JsonArray("fc-officer", "fc-partner"),
        },
        ["/reassignment"] = new() { ["to"] = "fc-stranger", ["reason"] = "无" },
        ["/completion"] = new() { ["outcome"] = "complete", ["fields"] = new JsonObject() },
        ["/side-tasks"] = new() { ["kind"] = "order-to-correct" },
        ["/suspension"] = new()
        {
            ["ground"] = "expert-opinion",
            ["basis"] = "无",
            ["document"] = "无",
        },
        ["/resumption"] = new() { ["on"] = "2026-11-24" },
        ["/clocks/{id:guid}/extension"] = new() { ["days"] = 10, ["approval"] = "无" },
        ["/escalations/{id:guid}/receipt"] = [],
        ["/escalations/{id:guid}/acceptance"] = [],
        ["/escalations/{id:guid}/return"] = new() { ["items"] = new JsonArray("证据清单"), ["reason"] = "无" },
        ["/escalations/{id:guid}/objection"] = new() { ["reason"] = "无", ["competentBody"] = "无" },
        ["/escalations/{id:guid}/designation"] = new() { ["organization"] = "430112-market", ["basis"] = "无" },
        ["/escalations/{id:guid}/feedback"] = new() { ["result"] = "无" },
        ["/escalations/{id:guid}/withdrawal"] = new() { ["reason"] = "无" },
        ["/documents/{id:guid}/void"] = new() { ["reason"] = "写错" },
        ["/tasks/{id:guid}/claim"] = [],
        ["/tasks/{id:guid}/release"] = [],
    };

    private static JsonObject Plausible(Door door, Type body) =>
        KnownBodies.FirstOrDefault(known => door.Pattern.EndsWith(known.Key, StringComparison.Ordinal)).Value?.DeepClone().AsObject()
        ?? Filled(body, "无");

    private static IEnumerable<(string What, HttpContent Content)> Garbage(Door door, bool withLong)
    {
        yield return ("an array", Json("[]"));
        yield return ("a text", Json("\"text\""));
        yield return ("cut off", Json("{\"reason\": \"abc"));
        yield return ("no JSON", Json("<a/>"));
        yield return ("half a character", Json("{\"reason\": \"\\ud800\"}"));
        yield return ("another type of content", new StringContent("{}", Encoding.UTF8, "text/plain"));
        if (door.Body!.GetProperties().Any(property => property.PropertyType != typeof(bool?)))
            yield return ("every text with NUL", Json(Filled(door.Body!, "a\0b").ToJsonString()));
        foreach (var property in door.Body!.GetProperties().Where(property => property.CanWrite))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var whole = Plausible(door, door.Body);
            foreach (
                var wrong in new JsonNode[]
                {
                    new JsonObject { ["x"] = new JsonArray(1) },
                    JsonValue.Create(1e300),
                    JsonValue.Create(true),
                }
            )
                if (!IsFine(property.PropertyType, wrong))
                    yield return ($"{name} of a wrong type", Json(With(whole, name, wrong).ToJsonString()));
            if (withLong && TextsIn(property.PropertyType))
                yield return (
                    $"{name} of a million characters",
                    Json(With(whole, name, TextFor(property.PropertyType, new string('长', Long))).ToJsonString())
                );
        }
    }

    /// <summary>An optional text of a body may be anything that is a text; so much that it is no text is said elsewhere.</summary>
    private static bool IsFine(Type type, JsonNode wrong) =>
        type == typeof(JsonElement)
        || type == typeof(JsonElement?)
        || type == typeof(JsonObject)
        || type == typeof(bool?) && wrong is JsonValue value && value.TryGetValue<bool>(out _);

    private static bool TextsIn(Type type) => type == typeof(string) || typeof(IEnumerable<string>).IsAssignableFrom(type);

    private static JsonNode TextFor(Type type, string text) =>
        type == typeof(string) ? JsonValue.Create(text) : new JsonArray(JsonValue.Create(text));

    private static JsonObject With(JsonObject whole, string name, JsonNode value)
    {
        var changed = whole.DeepClone().AsObject();
        changed[name] = value.DeepClone();
        return changed;
    }

    private static JsonObject Filled(Type body, string text)
    {
        var filled = new JsonObject();
        foreach (var property in body.GetProperties().Where(property => property.CanWrite))
            filled[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = ValueOf(property.PropertyType, text);
        return filled;
    }

    private static JsonNode? ValueOf(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return text;
        if (type == typeof(int) || type == typeof(long) || type == typeof(decimal) || type == typeof(double))
            return 1;
        if (type == typeof(bool))
            return true;
        if (type == typeof(Guid))
            return Guid.Empty.ToString();
        if (type == typeof(DateTimeOffset))
            return "2026-11-24T08:30:00+08:00";
        if (type == typeof(DateOnly))
            return "2026-11-24";
        if (type == typeof(JsonObject) || type == typeof(JsonElement))
            return new JsonObject { ["note"] = text };
        if (type == typeof(JsonArray))
            return new JsonArray(text);
        if (typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType)
            return new JsonArray(ValueOf(type.GetGenericArguments()[^1], text));
        return type.IsClass ? Filled(type, text) : null;
    }

    private IEnumerable<string> PathsWith(Door door, string text) =>
        door.Route.Parameters.Select(parameter => house.PathOf(door, parameter.Name, text));

    private static StringContent Json(string text) => new(text, new UTF8Encoding(false), "application/json");

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static async Task<string?> CodeAsync(HttpResponseMessage answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Everything that can be read in an answer; of a workbook what stands in its sheets, of a stream nothing.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        switch (answer.Content.Headers.ContentType?.MediaType)
        {
            case "text/event-stream":
                return "";
            case Workbook:
                await using (var content = await answer.Content.ReadAsStreamAsync())
                {
                    using var zip = new ZipArchive(content);
                    var text = new StringBuilder();
                    foreach (var entry in zip.Entries)
                    {
                        using var reader = new StreamReader(entry.Open());
                        text.Append(await reader.ReadToEndAsync());
                    }
                    return text.ToString();
                }
            default:
                return await answer.Content.ReadAsStringAsync();
        }
    }

    /// <summary>The service with a case in it that is nobody else's business.</summary>
    public sealed class House : IAsyncLifetime
    {
        /// <summary>What the stranger may have of their own, and what is read or counted by the way.</summary>
        private const string NotOfACase =
            "'accounts', 'access_tokens', 'idempotency', 'sweep_runs', 'region_intake', 'data_protection_keys', 'admin_log', 'handoff_refusals'";

        internal TestService Service { get; private set; } = null!;

        internal ForeignCase Case { get; private set; } = null!;

        internal IReadOnlyList<Door> Doors { get; private set; } = null!;

        internal string StrangersProof => Case.Stranger.DefaultRequestHeaders.GetValues(Enforcement.Shell.Api.CsrfHeader).First();

        public async Task InitializeAsync()
        {
            Service = await TestService.CreateAsync();
            Case = await ForeignCase.MakeAsync(Service);
            Doors = Door.Of(Service);
            Doors.Count.ShouldBeGreaterThan(50);
        }

        public async Task DisposeAsync() => await Service.DisposeAsync();

        /// <summary>The secrets in an answer; what the asker has named in the address is none of them.</summary>
        internal IReadOnlyList<string> Told(HttpRequestMessage request, string text) =>
            [
                .. Case
                    .Secrets.Where(secret => !request.RequestUri!.ToString().Contains(secret, StringComparison.Ordinal))
                    .Where(secret => text.Contains(secret, StringComparison.Ordinal)),
            ];

        /// <summary>Is what the path names a thing of the foreign township? A matter or a year is everybody's.</summary>
        internal bool IsTheirs(Door door) => door.Route.Parameters.Any(parameter => parameter.Name.ToLowerInvariant() is "id" or "number");

        /// <summary>The address with real things of the foreign township in it.</summary>
        internal string PathOf(Door door, string? instead = null, string? text = null)
        {
            var path = new StringBuilder();
            foreach (var segment in door.Route.PathSegments)
            {
                path.Append('/');
                foreach (var part in segment.Parts)
                    path.Append(
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => parameter.Name == instead
                                ? text
                                : Value(door, parameter.Name),
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                            _ => "",
                        }
                    );
            }
            return path.Length == 0 ? "/" : path.ToString();
        }

        private string Value(Door door, string name) =>
            name.ToLowerInvariant() switch
            {
                "number" => Case.Number,
                "year" => "2026",
                "version" => "1",
                "kind" => "matters",
                "code" => door.Pattern.Contains("/documents/", StringComparison.Ordinal) ? "C1" : "CG-02",
                "id" when door.Pattern.Contains("/clocks/", StringComparison.Ordinal) => Case.Clock.ToString(),
                "id" when door.Pattern.Contains("/tasks/", StringComparison.Ordinal) => Case.Task.ToString(),
                "id" when door.Pattern.Contains("/findings/", StringComparison.Ordinal) => Case.Finding.ToString(),
                "id" when door.Pattern.Contains("/attachments/", StringComparison.Ordinal) => Case.Attachment.ToString(),
                "id" when door.Pattern.Contains("/documents/", StringComparison.Ordinal) => Case.Document.ToString(),
                "id" when door.Pattern.Contains("/escalations/", StringComparison.Ordinal) => Case.Letter.ToString(),
                "id" when door.Pattern.Contains("/joint-operations/", StringComparison.Ordinal) => Case.Operation.ToString(),
                "id" when door.Pattern.Contains("/assistance/", StringComparison.Ordinal) => Case.Assistance.ToString(),
                "place" => "1",
                "id" when door.Pattern.Contains("/tokens/", StringComparison.Ordinal) => Case.Token.ToString(),
                "id" or "link" or "file" => Case.Case.ToString(),
                _ => "something",
            };

        /// <summary>Every row of every table, as one line each: what was added, changed or removed shows.</summary>
        internal async Task<string> DigestAsync()
        {
            var tables = await Service.Database.ColumnAsync<string>(
                $"""
                select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname not in ({NotOfACase}) order by 1
                """
            );
            var digest = new StringBuilder();
            foreach (var table in tables)
            {
                var rows = await Service.Database.ScalarAsync<string>(
                    $"select count(*) || ' ' || coalesce(md5(string_agg(h, '' order by h)), '') from (select md5(t::text) h from {table} t) x"
                );
                digest.Append(table).Append(' ').AppendLine(rows);
            }
            return digest.ToString();
        }
    }
}
