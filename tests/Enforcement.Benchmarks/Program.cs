Console.WriteLine("No measures yet.");
